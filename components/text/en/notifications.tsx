import type { ReactNode } from "react";
import { formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const title = "Notifications";
export const loading = "Loading the channels";
export const channelsTitle = "Channels";
export const channelsAbout =
  "Where Sluice says what happened. Each channel hears the events that are chosen for it.";
export const addChannel = "Add channel";
export const secretOf = (channelName: string) => `Signing secret of ${channelName}`;
export const signingSecret = "Signing secret";
export const copySecretOf = (channelName: ReactNode) => (
  <>Copy the signing secret of {channelName} now: it is stored encrypted and not shown again.</>
);
export const isFull = (channels: number) =>
  `There are ${channels} channels, the most a workspace may have. Delete one to add another.`;
export const nobodyTold = "Nobody is told yet.";
export const nobodyToldMeaning = "A failed run waits until someone looks. A channel tells you at once.";

export const kinds = {
  webhook: {
    label: "Webhook",
    add: "Add webhook channel",
    description: "A signed JSON request to a program of yours.",
  },
  email: {
    label: "E-mail",
    add: "Add e-mail channel",
    description: "By your own mail server, to up to 50 addresses.",
  },
  slack: {
    label: "Slack",
    add: "Add Slack channel",
    description: "To the channel of an incoming webhook.",
  },
} as const satisfies Record<string, { label: string; add: string; description: string }>;

export const isOn = (channelName: string) => `${channelName} is on`;
export const sendTest = "Send a test";
export const sendTestTo = (channelName: string) => `Send a test to ${channelName}`;
export const delivered = "Delivered.";
export const notDelivered = "Not delivered.";
export const edit = (channelName: string) => `Edit ${channelName}`;
export const deleteOf = (channelName: string) => `Delete ${channelName}`;
export const deleteMeaning = "What waits for it is not sent. To silence it for a while, switch it off.";
export const deleteDetail = "with its secrets and the record of its deliveries";
export const to = "To";
export const incomingWebhook = "Incoming webhook";
export const toldOf = "Told of";
export const nothingWhileOff = "Nothing while it is off.";
export const everything = "Everything";

export const lastFailed =
  "The last message was not delivered. Send a test to see why, then send it again below.";
export const lastDeliveries = "Last deliveries";
export const notDeliveredOf = (failed: number, messages: number) => `${failed} of ${messages} not delivered`;
export const noneYet = "none yet";
export const messages = (count: number) => formatCountOf(count, nouns.message);
export const deliveriesOf = (channelName: string) => `Deliveries of ${channelName}`;
export const stateColumn = "State";
export const messageColumn = "Message";
export const eventColumn = "Event";
export const sendAgainColumn = "Send again";
export const nothingSent = "Nothing was sent yet. A test is not kept.";
export const deliveryStates = {
  pending: "Waits",
  delivered: "Delivered",
  failed: "Not delivered",
} as const satisfies Record<string, string>;
export const afterAttempts = (attempts: number) => `after ${formatCountOf(attempts, nouns.attempt)}`;
export const sendAgain = (messageTitle: string) => `Send “${messageTitle}” again`;

export const nameLabel = "Name";
export const cancel = "Cancel";
export const saveChannel = "Save channel";
export const notSaved = "What you changed in this channel is not saved.";
export const addressLabel = "Address";
export const addressPlaceholder = "https://example.com/sluice";
export const signingSecretHelp = "Every request is signed with it. Left empty, one is made and shown once.";
export const webhookAddressLabel = "Webhook address";
export const webhookAddressHelp =
  "From Slack: Apps › Incoming Webhooks. Whoever has it can write to the channel, so it is stored encrypted.";
export const serverLabel = "Server";
export const serverPlaceholder = "smtp.example.com";
export const portLabel = "Port";
export const securityLabel = "Security";
export const securities = {
  starttls: {
    label: "STARTTLS",
    description: "Goes on to TLS before anything is said. Usually port 587.",
  },
  tls: { label: "TLS", description: "From the first byte. Usually port 465." },
  none: { label: "None", description: "Everything in the clear, the password too. Usually port 25." },
} as const satisfies Record<string, { label: string; description: string }>;
export const userLabel = "User";
export const userHelp = "Empty where the server asks for none.";
export const passwordLabel = "Password";
export const fromLabel = "From";
export const fromPlaceholder = "Sluice <sluice@example.com>";
export const fromHelp = "An address that the server lets this user send from.";
export const toHelp = "Enter or a comma adds an address.";
export const eventsLabel = "Events";
/** What happened, and when it is sent. */
export const events = {
  "run.failed": {
    title: "A run failed",
    description: "The first time, then once a day while the connection goes on failing.",
  },
  "run.recovered": {
    title: "A connection recovered",
    description: "The first run that succeeds after one that failed.",
  },
  "run.succeeded": {
    title: "A run succeeded",
    description: "Every run whose rows are verified.",
  },
  "stream.held": {
    title: "Rows wait for a decision",
    description: "Far fewer rows came than before, so the table stays as it is until someone decides.",
  },
  "schema.change_waits": {
    title: "A schema change waits for approval",
    description: "The source has changed, and its connection is paused until someone approves it.",
  },
  "write.refused": {
    title: "A write was refused",
    description: "A policy or the authority that decides on writes said no, so the run failed.",
  },
  "rows.quarantined": {
    title: "Rows went to the quarantine",
    description: "Rows that cannot be written as they are; at most once a day for each connection.",
  },
  "check.failed": {
    title: "A check failed",
    description: "A source or destination that passed its check before does not pass it any more.",
  },
  "api_key.expires": {
    title: "An API key expires soon",
    description: "A week before; one of a short life when a tenth of its time is left.",
  },
} as const satisfies Record<string, { title: string; description: string }>;
export const chosenOf = (chosen: number, events: number) => `${chosen} of ${events}`;
export const chooseAll = "Choose all";
export const chooseNone = "Choose none";

export const receiverTitle = "For whoever writes a receiver";
export const receiverAbout = "What a webhook channel sends, and how to know that it is from here.";
export const answerInTime =
  "Answer with 2xx within 10 s. Anything else is tried again for about eight hours, later and later.";
export const mayComeTwice = (deliveryHeader: ReactNode, occasion: ReactNode) => (
  <>
    The same message may come twice, when an answer got lost: its header {deliveryHeader} is the same then.
    What happened has one {occasion}.
  </>
);
export const howSigned = (signatureHeader: ReactNode, form: ReactNode) => (
  <>
    {signatureHeader} is {form}: v1 is HMAC-SHA256, in hexadecimal, with the signing secret over t, a full
    stop and the body as it came. Refuse what is older than five minutes.
  </>
);
export const fieldsAreAdded =
  "Fields are added over time; those that are there keep their meaning while version is 1.";
export const exampleTitle = "What is sent when a run fails";
export const copyExample = "Copy the example";
export const checkTitle = "How to check the signature";
export const copyCheck = "Copy the check";

export const connectionEventsLabel = "What this connection tells";
export const channelsAreIn = (settings: ReactNode) => (
  <>Channels, and what each of them wants to hear, are in {settings}.</>
);
export const settingsLink = "Settings › Notifications";
