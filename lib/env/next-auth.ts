/** next-auth takes its own address from this variable only, whatever was in it. */
export function setNextAuthUrl(url: string): void {
  process.env.NEXTAUTH_URL = url;
}
