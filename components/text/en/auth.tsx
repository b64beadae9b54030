import type { ReactNode } from "react";

export const productName = "Sluice";

export const yourName = "Your name";
export const email = "E-mail";
export const password = "Password";
export const passwordHelp = "At least 10 characters.";
export const noAnswer = "The console does not answer. Check that it is running, then try again.";

export const signIn = "Sign in";
export const enterEmail = "Enter your e-mail address.";
export const enterPassword = "Enter your password.";
export const fillInBoth = "Fill in both fields.";
export const noOwnerYet = "No owner yet";
export const openSetupLink = (command: ReactNode) => (
  <>Open the set-up link that {command} has printed. Each start prints a new one.</>
);

export const setUp = "Set up";
export const makeYours = "Make this console yours";
export const becomeOwner = "You become its owner. This link works once.";
export const createOwner = "Create owner";
export const setUpAlready = "Set up already";
export const hasOwner = "This console has its owner.";
export const linkEnded = "This link has ended";
export const linkEndedWhy =
  "It is older than 24 hours, or a later start has replaced it. Start Sluice again for a new one.";

export const join = "Join";
export const joinWorkspace = (workspace: string) => `Join ${workspace}`;
export const joinAs = (role: string) => `Join as ${role}`;
export const becomeRole = (role: string) => `You become ${role}. This link works once.`;
export const joinWithAccount = (role: string) => `You join with your account, as ${role}.`;
export const signedInAs = (email: string) => `You are signed in as ${email}.`;
export const emailIsFixed = "The invitation is for this address.";
export const haveAccount = "I have an account";
export const amNew = "I am new here";
export const inAlready = (workspace: string) => `You are in ${workspace} already`;
export const inAlreadyAs = (email: string) =>
  `You are signed in as ${email}. The invitation stays open for somebody else.`;
export const goToConsole = "Go to the console";

export const invitationUsed = "This invitation was used";
export const invitationExpired = "This invitation has expired";
export const invitationRevoked = "This invitation was revoked";
export const invitationEnded = "Ask the one who sent it for another. If you have joined, sign in.";
export const noInvitation = "There is no such invitation";
export const checkLink = "Check that the whole link was copied.";
