/** Of the entry in `localStorage`, or in `sessionStorage`, that keeps what was done with the panels of a site. */
export const viewKey = 'autessa-agent:preference:view';
