/** What a function that is set as `context` returns: values by the name of their prompt template variable. */
export type PageContextValues = Readonly<Record<string, unknown>>;

/** What of the page goes along with messages: any of `url`, `title` and `selection` with blanks between, or a function that returns values by name. */
export type PageContextSource = string | (() => PageContextValues | undefined | Promise<PageContextValues | undefined>);
