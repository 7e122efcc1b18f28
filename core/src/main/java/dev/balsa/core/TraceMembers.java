package dev.balsa.core;

import dev.balsa.core.Configuration.Address;
import java.util.List;

/** Members in the words of {@link Trace}: lists that are empty are left out. */
final class TraceMembers {
  private TraceMembers() {}

  static String line(Configuration configuration) {
    return "voters="
        + configuration.voters()
        + list(" outgoing=", configuration.outgoing())
        + list(" learners=", configuration.learners())
        + list(" next=", configuration.next())
        + addresses(configuration.addresses());
  }

  static String line(Change change) {
    return "voters="
        + change.voters()
        + list(" learners=", change.learners())
        + addresses(change.addresses());
  }

  private static String list(String name, List<Long> members) {
    return members.isEmpty() ? "" : name + members;
  }

  private static String addresses(List<Address> addresses) {
    StringBuilder text = new StringBuilder();
    for (Address each : addresses) {
      text.append(text.isEmpty() ? " addresses=[" : ", ");
      text.append(each.member()).append('@').append(each.address());
    }
    return text.isEmpty() ? "" : text.append(']').toString();
  }
}
