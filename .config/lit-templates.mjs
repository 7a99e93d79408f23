/**
 * What is left out of Lit's templates, as it is written there. The widget's HTML has values in attributes, properties,
 * events and between tags, and nowhere else; whoever needs more takes it off this list.
 */
const unused = {
  'global variables with its version, and for helpers of old browsers': [
    [/,\w+=\w+\.litHtmlPolyfillSupport;.*?\.push\("[\d.]+"\);const /s, ','],
  ],
  'templates of SVG and MathML': [
    ['2===i?"<svg>":3===i?"<math>":""', '""'],
    ['+(2===i?"</svg>":3===i?"</math>":"")', ''],
    [/if\(([^{]*),2===i\|\|3===i\)\{.*?\}/, '$1;'],
    [',T as mathml', ''],
    [',w as svg', ''],
  ],
  'values in raw text: of a script, a style, a title or a textarea': [
    ['y.test(u[2])&&(n=RegExp("</"+u[2],"g")),', ''],
    ['c=n??v', 'c=v'],
    [/if\(y\.test\(r\.tagName\)\)\{.*?\}\}\}else if/, '}else if'],
  ],
  'comments, and values in them': [
    ['"!--"===u[1]?c=_:', ''],
    ['c===_||c===m', 'c===m'],
    ['_=/-->/g,', ''],
    [/else\{let t=-1;for.*?d\.push\(\{type:7.*?\}l\+\+/, 'l++'],
  ],
  'values in tags, for directives': [
    [/else t\.startsWith\(o\)&&\(.*?\);/, ''],
    [':6===r.type&&(i=new Z(h,this,t))', ':0'],
  ],
  directives: [
    [/function M\(.*?\}(?=class R)/, ''],
    ['t=M(this,t,i),a(t)', 'a(t)'],
    ['t=M(this,t,i,0),', ''],
    ['r=M(this,e[s+n],i,n)', 'r=e[s+n]'],
    ['(t=M(this,t,i,0)??A)', '(t??=A)'],
  ],
  'a value that leaves what is there': [
    ['t!==this._$AH&&t!==E&&', 't!==this._$AH&&'],
    ['t!==this._$AH&&t!==E,', 't!==this._$AH,'],
    ['r===E&&(r=this._$AH[n]),', ''],
    ['if((t??=A)===E)return;', 't??=A;'],
  ],
  'what parts tell directives: of which kind they are, where, with which options, and whether on the page': [
    [/this\.type=[12],/g, ''],
    [/constructor\(\)\{super\(\.\.\.arguments\),this\.type=\d\}/g, ''],
    [/constructor\([^)]*\)\{super\([^)]*\),this\.type=5\}/, ''],
    [/,this\._\$AM=\w(,this\.options=\w)?/g, ''],
    ['new k(h,h.nextSibling,this,t)', 'new k(h,h.nextSibling)'],
    ['new r.ctor(h,r.name,r.strings,this,t)', 'new r.ctor(h,r.name,r.strings)'],
    ['new k(this.O(c()),this.O(c()),this,this.options)', 'new k(this.O(c()),this.O(c()))'],
    ['new R(e,this),s=t.u(this.options)', 'new R(e),s=t.u()'],
    ['t,void 0,s??{})', 't)'],
    ['get parentNode(){return this._$AM.parentNode}', ''],
    [/get parentNode\(\)\{let t=this.*?,t\}/, ''],
    ['get startNode(){return this._$AA}get endNode(){return this._$AB}', ''],
    ['get tagName(){return this.element.tagName}', ''],
    ['get _$AU(){return this._$AM?._$AU??this._$Cv}', ''],
    [/get _\$AU\(\)\{return this\._\$AM\._\$AU\}/g, ''],
    [/this\._\$AN=void 0,/g, ''],
    [',this._$Cv=e?.isConnected??!0', ''],
    [/setConnected\(t\)\{.*?\}\}/, '}'],
    ['this._$AP?.(!1,!0,s);', ';'],
  ],
  'templates that were compiled before': [
    [/e="number"==typeof s\?this\._\$AC\(t\):\(.*?,s\);/, 'e=this._$AC(t);'],
  ],
  'options of a rendering: another document, a host of listeners': [
    ['(t?.creationScope??l)', 'l'],
    ['this.options?.host??', ''],
  ],
  'values in tag names and in attributes without double quotes, which the build puts around all; and marks that close nothing': [
    [/v=\/<\(.*?\/g,m=\/>\/g,/, 'v=/<\\/?[a-zA-Z][^>\\s]*/g,'],
    [/f="\[.*?\]",/, ''],
    [/p=RegExp\(`.*?`,"g"\),g=\/'\/g,/, 'p=/>|\\s([^\\s"\'>=/]+)="/g,'],
    [/c===v\?void 0.*?:c===p\?/, 'c===v?c=p:c===p?'],
    [/void 0===u\[1\]\?d=-2:\(d=c\.lastIndex-u\[2\]\.length,a=u\[1\],c=.*?g\):.*?\(c=p,n=void 0\)/, '(d=c.lastIndex-2,a=u[1],c=$):c=p'],
    ['const x=c===p&&t[i+1].startsWith("/>")?" ":"";', ''],
    ['s.slice(d)+o+x):s+o+(-2===d?i:x)', 's.slice(d)+o):s+o'],
  ],
  'lists that are no arrays': [
    [/d=t=>u\(t\)\|\|"function"==typeof .*?iterator\]/, 'd=u'],
  ],
  'what is told apart only because of what is left out above': [
    ['2===r.type?i=new k(h,h.nextSibling):1===r.type?i=new r.ctor(h,r.name,r.strings):0', 'i=2===r.type?new k(h,h.nextSibling):new r.ctor(h,r.name,r.strings)'],
    ['void 0!==s&&(void 0!==s.strings?(s._$AI(t,s,i),i+=s.strings.length-2):s._$AI(t[i])),', 'void 0!==s.strings?(s._$AI(t,s,i),i+=s.strings.length-2):s._$AI(t[i]),'],
    ['o&&!e&&this.j(t)', 'o&&this.j(t)'],
    ['if(r.hasAttributes())for', 'for'],
  ],
  'what other packages of Lit may reach into; it names what is left out here': [
    [/const j=\{.*?\},D=/, 'const D='],
    ['j as _$LH,', ''],
  ],
  'helpers of browsers without shadow roots': [
    ['const s=i(t).nextSibling;i(t).remove(),t=s', 'const s=t.nextSibling;t.remove(),t=s'],
  ],
  'listeners that are objects, with options of their own': [
    ['t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive', '0'],
    [/"function"==typeof this\._\$AH\?(.*?):this\._\$AH\.handleEvent\(t\)/, '$1'],
  ],
};

/** Lit's templates without what nobody here uses. Another version than the one this was written for is told apart. */
export const litTemplates = {
  name: 'lit-templates',
  resolveId(source) {
    if (/^lit(-html)?\/(async-)?directive/.test(source)) this.error(`${source}: directives are left out of Lit here (.config/lit-templates.mjs)`);
  },
  transform(code, id) {
    if (!/lit-html[\\/]lit-html\.js$/.test(id)) return undefined;
    for (const [what, replacements] of Object.entries(unused)) {
      for (const [pattern, replacement] of replacements) {
        const without = code.replace(pattern, replacement);
        if (without === code) this.error(`Lit has changed: ${what}: ${pattern} is not where it was`);
        code = without;
      }
    }
    return { code, map: null };
  },
};
