/**
 * A classic script for pages whose editor strips unknown tags: it appends `<autessa-agent>`, with each of its own
 * `data-…` attributes as an attribute of the element, and loads the module from its own folder.
 */
const script = document.currentScript;

if (script instanceof HTMLScriptElement) {
  const element = document.createElement('autessa-agent');
  for (const { name, value } of script.attributes) {
    if (name.startsWith('data-')) element.setAttribute(name.slice('data-'.length), value);
  }
  const place = () => document.body.append(element);
  if (document.body) place();
  else document.addEventListener('DOMContentLoaded', place, { once: true });
  // An import, unlike a script element, needs no Trusted Types policy, and brings this script's own nonce along.
  void import(new URL('autessa-agent.js', script.src).href);
}
