/** As far as a click and its link decide where one goes. */
interface ClickedLink {
  href: string;
  target: string;
  hasAttribute(name: string): boolean;
}

interface Click {
  button: number;
  metaKey: boolean;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Whether a click on a link replaces the page at `here`: not for a new tab, a download, or a place on the same page. */
export function leavesPage(link: ClickedLink, click: Click, here: string): boolean {
  const opensElsewhere = click.metaKey || click.ctrlKey || click.shiftKey || click.altKey;
  if (click.button !== 0 || opensElsewhere) return false;
  if ((link.target !== "" && link.target !== "_self") || link.hasAttribute("download")) return false;
  if (!URL.canParse(link.href)) return false;
  const [to, from] = [new URL(link.href), new URL(here)];
  return to.origin === from.origin && to.pathname + to.search !== from.pathname + from.search;
}
