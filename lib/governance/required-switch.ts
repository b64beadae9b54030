/** Why a destination that asks nobody is neither stored nor written where the workspace's switch is on. */
export const switchRefusal =
  'This workspace lets nothing be written without a decision ("no write without authentication", Settings → Governance), and the destination asks nobody. Choose Built-in or Heimdall as its write authentication.';
