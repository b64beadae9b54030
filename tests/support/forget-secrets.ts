import { forgetSecrets } from "@/lib/secrets/redact";

/** A file's planted secrets are masked in its own texts alone, not in those of the files after it in the same process. */
forgetSecrets();
