/** Another base path is another build, so each has its own folder. */
export function distDirFor(basePath: string): string {
  return basePath === "" ? ".next" : `.next${basePath.replaceAll("/", "-")}`;
}
