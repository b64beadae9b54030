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

/** As far as the browser's Back and Forward decide where one goes. */
interface Traversal {
  navigationType: string;
  cancelable: boolean;
  destination: { url: string; sameDocument: boolean };
}

/** Whether a click on a link replaces the page at `here`: not for a new tab, a download, or a place on the same page. */
export function leavesPage(link: ClickedLink, click: Click, here: string): boolean {
  const opensElsewhere = click.metaKey || click.ctrlKey || click.shiftKey || click.altKey;
  if (click.button !== 0 || opensElsewhere) return false;
  if ((link.target !== "" && link.target !== "_self") || link.hasAttribute("download")) return false;
  if (!URL.canParse(link.href)) return false;
  return new URL(link.href).origin === new URL(here).origin && isOtherPage(link.href, here);
}

/**
 * Whether Back or Forward replaces the page at `here` and can be held. Where they lead to another document the browser
 * asks in its own words; a second Back at once it does not let anybody hold.
 */
export function goesBack({ navigationType, cancelable, destination }: Traversal, here: string): boolean {
  if (navigationType !== "traverse" || !cancelable || !destination.sameDocument) return false;
  return isOtherPage(destination.url, here);
}

function isOtherPage(there: string, here: string): boolean {
  const [to, from] = [new URL(there), new URL(here)];
  return to.pathname + to.search !== from.pathname + from.search;
}
