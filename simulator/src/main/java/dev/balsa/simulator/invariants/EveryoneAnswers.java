package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Marks;
import dev.balsa.core.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Whoever is asked for a vote, or to append, answers in the same turn, yes or no (Figure 2,
 * receivers). Silence is only for those who disturb a leader that is alive (dissertation §4.2.3),
 * and says so in a note.
 */
final class EveryoneAnswers implements Property {
  private final List<Message> requests = new ArrayList<>();

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    if (message instanceof Message.RequestVote
        || message instanceof Message.PreVote
        || message instanceof Message.AppendEntries) {
      requests.add(message);
    }
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    for (int i = 0; i < requests.size(); i++) {
      Message request = requests.get(i);
      if (isDue(member, request) && !isAnswered(request, effects)) {
        throw new BrokenProperty("whoever is asked answers", member + " leaves " + request);
      }
    }
    requests.clear();
  }

  /** What belongs to a term that came, or went, within the turn is overtaken. */
  private static boolean isDue(Member member, Message request) {
    return request instanceof Message.PreVote
        || request.term() < member.termBefore
        || request.term() == member.term;
  }

  private static boolean isAnswered(Message request, List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      boolean answered =
          switch (effects.get(i)) {
            case Effect.Send send -> answers(request, send.message());
            case Effect.Persist write -> answers(request, write.thenSend());
            case Effect.Noted note ->
                note.what().equals(Marks.VOTE_IGNORED)
                    || note.what().equals(Marks.PRE_VOTE_IGNORED)
                    || note.what().equals(Marks.VOTE_IGNORED_BY_PROMISE)
                    || note.what().equals(Marks.PRE_VOTE_IGNORED_BY_PROMISE);
            default -> false;
          };
      if (answered) {
        return true;
      }
    }
    return false;
  }

  private static boolean answers(Message request, List<Message> messages) {
    for (int i = 0; i < messages.size(); i++) {
      if (answers(request, messages.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean answers(Message request, Message answer) {
    boolean sameKind =
        switch (request) {
          case Message.RequestVote vote -> answer instanceof Message.RequestVoteResponse;
          case Message.PreVote vote -> answer instanceof Message.PreVoteResponse;
          case Message.AppendEntries append -> answer instanceof Message.AppendEntriesResponse;
          default -> false;
        };
    return sameKind && answer.to() == request.from();
  }
}
