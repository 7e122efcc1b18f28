package dev.balsa.node;

import dev.balsa.core.Effect;

/** The mailboxes of the four agents. */
record Mailboxes(
    Mailbox<ConsensusMail> consensus,
    Mailbox<Effect.ToLog> logWriter,
    Mailbox<ApplierMail> applier,
    Mailbox<SnapshotMail> snapshotter) {}
