package dev.balsa.node;

import dev.balsa.core.Event;

/** What the consensus loop is handed. */
sealed interface ConsensusMail
    permits ConsensusMail.Arrived, ConsensusMail.Lost, ConsensusMail.Done, Request {
  /** A message came from another member. */
  record Arrived(long from, PeerMessage message) implements ConsensusMail {}

  /** The connection to a member was lost. */
  record Lost(long member) implements ConsensusMail {}

  /** The log writer has done something. */
  record Done(Event event) implements ConsensusMail {}
}
