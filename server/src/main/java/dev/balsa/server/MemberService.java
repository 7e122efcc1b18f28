package dev.balsa.server;

import dev.balsa.Member;
import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.log.MemberId;
import dev.balsa.node.Members;
import dev.balsa.server.json.JsonException;
import dev.balsa.server.json.JsonValue;
import dev.balsa.server.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Who the members are, and changes of them; who leads, that another one shall; snapshots. */
final class MemberService {
  /*
   * Changes and transfers are taken in by the leader alone. Any other member refuses them with
   * "unavailable", and certain that nothing happened, so clients go on to the next endpoint.
   */
  private final ServedMember member;

  MemberService(ServedMember member) {
    this.member = member;
  }

  void list(Exchange exchange) {
    exchange.answer(Reply.ok(json(member.replica().status().members())));
  }

  void add(Exchange exchange) {
    change(
        exchange,
        asked -> {
          long id = id(asked, "id");
          String address = address(asked, id);
          return asked.get("learner").isTrue()
              ? now -> now.withLearner(id, address)
              : now -> now.withVoter(id, address);
        });
  }

  void promote(Exchange exchange) {
    change(
        exchange,
        asked -> {
          long id = known(id(asked, "id"));
          return now -> {
            if (!now.learners().contains(id)) {
              throw new IllegalArgumentException("member " + id + " is no learner");
            }
            return now.withVoter(id, "");
          };
        });
  }

  void remove(Exchange exchange) {
    change(
        exchange,
        asked -> {
          long id = known(id(asked, "id"));
          return now -> now.without(id);
        });
  }

  void replace(Exchange exchange) {
    change(
        exchange,
        asked -> {
          long id = known(id(asked, "id"));
          long by = id(asked, "by");
          String address = address(asked, by);
          return now -> now.replacing(id, by, address);
        });
  }

  void move(Exchange exchange) {
    change(
        exchange,
        asked -> {
          long id = known(id(asked, "id"));
          String address = address(asked, id);
          return now -> now.at(id, address);
        });
  }

  void transfer(Exchange exchange) {
    JsonValue asked = body(exchange);
    if (asked == null) {
      return;
    }
    long to;
    try {
      to = known(asked.get("to").number());
    } catch (JsonException wrong) {
      refuse(exchange, wrong);
      return;
    }
    exchange.mayWrite();
    member
        .replica()
        .transferLeadership(to)
        .whenCompleteAsync(
            (leader, failure) -> {
              if (failure != null) {
                exchange.answer(ApiError.of(failure, true));
              } else {
                exchange.answer(Reply.ok(new JsonWriter().number("leader", leader).end()));
              }
            },
            exchange.executor());
  }

  void snapshot(Exchange exchange) {
    member
        .replica()
        .takeSnapshot()
        .whenCompleteAsync(
            (index, failure) -> {
              if (failure != null) {
                exchange.answer(ApiError.of(failure, false));
              } else {
                exchange.answer(Reply.ok(new JsonWriter().number("index", index).end()));
              }
            },
            exchange.executor());
  }

  private interface Reading {
    UnaryOperator<Change> change(JsonValue asked);
  }

  private void change(Exchange exchange, Reading reading) {
    JsonValue asked = body(exchange);
    if (asked == null) {
      return;
    }
    UnaryOperator<Change> change;
    try {
      change = reading.change(asked);
    } catch (JsonException | IllegalArgumentException wrong) {
      refuse(exchange, wrong);
      return;
    }
    exchange.mayWrite();
    CompletableFuture<Members> done = member.replica().changeMembers(change);
    done.whenCompleteAsync(
        (members, failure) -> {
          if (failure != null) {
            exchange.answer(ApiError.of(failure, true));
          } else {
            exchange.answer(Reply.ok(json(members)));
          }
        },
        exchange.executor());
  }

  private static @Nullable JsonValue body(Exchange exchange) {
    try {
      return JsonValue.parse(exchange.asked().body().utf8());
    } catch (JsonException wrong) {
      refuse(exchange, wrong);
      return null;
    }
  }

  private static void refuse(Exchange exchange, RuntimeException wrong) {
    exchange.answer(ApiError.of(ApiError.INVALID_ARGUMENT, "balsa: " + wrong.getMessage()));
  }

  private static long id(JsonValue asked, String name) {
    long id = asked.get(name).number();
    if (id < 1) {
      throw new IllegalArgumentException(name + " must be the number of a member, from 1");
    }
    return id;
  }

  /** People name a member by its number, also when its data directory is a later one. */
  private long known(long id) {
    for (long each : member.replica().status().members().configuration().members()) {
      if (MemberId.isSameNumber(each, id)) {
        return each;
      }
    }
    return id;
  }

  private static String address(JsonValue asked, long id) {
    return Member.of(id, asked.get("address").text()).address();
  }

  /** Members as JSON: what each one is, and whether that is about to change. */
  static String json(Members members) {
    Configuration configuration = members.configuration();
    List<String> all = new ArrayList<>();
    for (long id : configuration.members()) {
      all.add(
          new JsonWriter()
              .number("id", id)
              .text("name", MemberId.text(id))
              .text("address", configuration.address(id))
              .text("kind", kind(configuration, id))
              .end());
    }
    return new JsonWriter()
        .number("index", members.index())
        .truth("changing", members.isChanging())
        .array("members", all)
        .end();
  }

  private static String kind(Configuration configuration, long id) {
    if (configuration.isStaging() && configuration.next().contains(id)) {
      return configuration.votes(id) ? "voter" : "catching-up";
    }
    if (configuration.voters().contains(id)) {
      return configuration.isStaging() ? "leaving" : "voter";
    }
    if (configuration.learners().contains(id)) {
      return "learner";
    }
    return "leaving";
  }
}
