package dev.balsa.core.scenario;

import dev.balsa.core.Bytes;
import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.Settings;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.core.Trace;
import dev.balsa.core.world.SimDisk;
import dev.balsa.core.world.SimServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Carries out the commands of a script, one line each, and tells what the servers did.
 *
 * <pre>
 * cluster N                 N servers that are down, with empty disks
 * joiner ID                 a further server that is down and waits to be added
 * change ID VOTER... [learners=ID,ID]  one change of the members
 * log ID TERM... [term=T]   the log on a server's disk, one term for each entry, a large entry for TERM*
 * start [ID...]             starts servers, all if none is named
 * elapse MILLIS             time passes; servers whose deadline it reaches take a turn
 * campaign ID               this server's clock, and no other, runs on to its deadline
 * propose ID WORD...        one proposal with a command for each word
 * read ID                   a linearizable read
 * transfer ID TO            a wish that another server leads
 * deliver FROM TO [COUNT]   what is on its way from one server to another, in one turn
 * repeat FROM TO            the same, but it stays on its way too
 * hold FROM TO              sets what is on its way aside, release FROM TO puts it back
 * drop FROM TO              loses what is on its way
 * isolate ID, heal          loses everything from and to a server from now on; the end of that
 * sync ID [COUNT]           the disk carries out what waits, in one group
 * slow ID, fast ID          stabilize leaves a slow disk alone
 * crash ID [COUNT]          a server dies, of what waited for its disk only COUNT requests survive
 * snapshot ID [KEEP]        a snapshot of what is committed; the log keeps the last KEEP entries before it
 * arrive FROM TO            the snapshot that is being sent arrives, lose FROM TO breaks the stream
 * stabilize [quiet]         syncs and delivers until nothing is left to do
 * status                    one line for each server
 * </pre>
 */
final class Scenario {
  private static final long MILLI = 1_000_000;
  private static final Settings SETTINGS = new Settings(100, 20, 4096, 1024, 4096, 8192, 2048, 8);
  private static final int TURNS_MAX = 1000;

  private final Map<Long, SimServer> servers = new TreeMap<>();
  private final List<Message> onTheWay = new ArrayList<>();
  private final List<Message> aside = new ArrayList<>();
  private final Set<Long> isolated = new TreeSet<>();
  private final Set<Long> slow = new TreeSet<>();
  private Configuration began = Configuration.NONE;
  private final StringBuilder output = new StringBuilder();
  private boolean quiet;
  private final Map<Long, Long> clocks = new TreeMap<>();
  private long request;

  /** Carries out one command and returns what is to be seen. */
  String run(String line) {
    output.setLength(0);
    String[] words = line.trim().split(" +");
    switch (words[0]) {
      case "cluster" -> cluster(Integer.parseInt(words[1]));
      case "joiner" -> server(Long.parseLong(words[1]), Configuration.NONE);
      case "change" -> change(words);
      case "log" -> log(words);
      case "start" -> start(words);
      case "elapse" -> elapse(Long.parseLong(words[1]));
      case "campaign" -> campaign(server(words[1]));
      case "propose" -> propose(words);
      case "read" -> turn(server(words[1]), new Event.Read(++request));
      case "transfer" ->
          turn(server(words[1]), new Event.TransferLeadership(++request, Long.parseLong(words[2])));
      case "deliver" -> turn(server(words[2]), take(words, true));
      case "repeat" -> turn(server(words[2]), take(words, false));
      case "hold" -> aside.addAll(messages(take(words, true)));
      case "release" -> release(words);
      case "drop" -> take(words, true);
      case "isolate" -> isolated.add(Long.parseLong(words[1]));
      case "heal" -> isolated.clear();
      case "sync" -> sync(server(words[1]), words);
      case "slow" -> slow.add(Long.parseLong(words[1]));
      case "fast" -> slow.remove(Long.parseLong(words[1]));
      case "crash" -> crash(server(words[1]), words);
      case "snapshot" -> snapshot(server(words[1]), words);
      case "arrive" -> ended(words, true);
      case "lose" -> ended(words, false);
      case "stabilize" -> stabilize(words.length > 1);
      case "status" -> servers.values().forEach(this::status);
      default -> throw new IllegalArgumentException("no such command: " + line);
    }
    return output.isEmpty() ? "ok\n" : output.toString();
  }

  private SimServer server(String word) {
    return servers.get(Long.parseLong(word));
  }

  private void cluster(int size) {
    List<Long> voters = new ArrayList<>();
    for (long id = 1; id <= size; id++) {
      voters.add(id);
    }
    began = new Configuration(voters);
    for (long id : voters) {
      server(id, began);
    }
  }

  private void server(long id, Configuration configuration) {
    servers.put(id, new SimServer(id, configuration, SETTINGS));
    clocks.put(id, 0L);
  }

  private void change(String[] words) {
    List<Long> voters = new ArrayList<>();
    List<Long> learners = new ArrayList<>();
    for (String word : List.of(words).subList(2, words.length)) {
      if (word.startsWith("learners=")) {
        for (String learner : word.substring("learners=".length()).split(",", -1)) {
          learners.add(Long.parseLong(learner));
        }
      } else {
        voters.add(Long.parseLong(word));
      }
    }
    Change change = new Change(voters, learners, List.of());
    turn(server(words[1]), new Event.ChangeMembership(++request, change));
  }

  private void log(String[] words) {
    List<Entry> entries = new ArrayList<>();
    long term = 0;
    for (String word : List.of(words).subList(2, words.length)) {
      if (word.startsWith("term=")) {
        term = Long.parseLong(word.substring("term=".length()));
        continue;
      }
      boolean large = word.endsWith("*");
      term = Long.parseLong(large ? word.substring(0, word.length() - 1) : word);
      long index = entries.size() + 1L;
      // Index and term name an entry, so they may as well make its content.
      String content = "e" + index + "." + term + (large ? ".".repeat(1000) : "");
      entries.add(new Entry(index, term, EntryKind.COMMAND, Bytes.utf8(content)));
    }
    server(words[1]).disk().preset(new HardState(term, HardState.NOBODY), entries);
  }

  private void start(String[] words) {
    for (SimServer server : servers.values()) {
      if (words.length == 1 || List.of(words).contains(Long.toString(server.id()))) {
        server.start(1, Integer.MAX_VALUE, clock(server));
      }
    }
  }

  private void elapse(long millis) {
    for (SimServer server : servers.values()) {
      clocks.put(server.id(), clock(server) + millis * MILLI);
      if (server.isUp() && server.raft().deadlineNanos() - clock(server) <= 0) {
        turn(server);
      }
    }
  }

  private void campaign(SimServer server) {
    clocks.put(server.id(), Math.max(clock(server), server.raft().deadlineNanos()));
    turn(server);
  }

  private long clock(SimServer server) {
    return clocks.get(server.id());
  }

  private void propose(String[] words) {
    List<Bytes> commands = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      commands.add(Bytes.utf8(words[i]));
    }
    turn(server(words[1]), new Event.Propose(++request, commands));
  }

  /** Takes messages off the network, or only copies them. */
  private Event[] take(String[] words, boolean remove) {
    List<Event> events = new ArrayList<>();
    int most = words.length > 3 ? Integer.parseInt(words[3]) : Integer.MAX_VALUE;
    for (Message message : List.copyOf(onTheWay)) {
      if (isOn(message, words) && events.size() < most) {
        events.add(new Event.Received(message));
        if (remove) {
          onTheWay.remove(message);
        }
      }
    }
    if (events.isEmpty()) {
      throw new IllegalArgumentException("nothing is on its way: " + String.join(" ", words));
    }
    return events.toArray(new Event[0]);
  }

  private static boolean isOn(Message message, String[] words) {
    return message.from() == Long.parseLong(words[1]) && message.to() == Long.parseLong(words[2]);
  }

  private static List<Message> messages(Event[] events) {
    List<Message> messages = new ArrayList<>();
    for (Event event : events) {
      messages.add(((Event.Received) event).message());
    }
    return messages;
  }

  private void release(String[] words) {
    for (Message message : List.copyOf(aside)) {
      if (isOn(message, words)) {
        aside.remove(message);
        onTheWay.add(message);
      }
    }
  }

  private void sync(SimServer server, String[] words) {
    sync(server, words.length > 2 ? Integer.parseInt(words[2]) : server.disk().waiting());
  }

  private void sync(SimServer server, int count) {
    SimDisk.Synced synced = server.disk().sync(count);
    for (Message message : synced.thenSend()) {
      print(server, "disk sends " + Trace.line(message));
      send(message);
    }
    turn(server, synced.events().toArray(new Event[0]));
  }

  private void crash(SimServer server, String[] words) {
    server.crash(words.length > 2 ? Integer.parseInt(words[2]) : 0);
    onTheWay.removeIf(message -> message.to() == server.id());
  }

  private void snapshot(SimServer server, String[] words) {
    long index = server.raft().commitIndex();
    long term = server.memory().get((int) index - 1).term();
    long kept = words.length > 2 ? Long.parseLong(words[2]) : 0;
    SnapshotMeta meta = new SnapshotMeta(index, term, asOf(server.memory(), index));
    server.disk().save(meta, server.memory());
    turn(server, new Event.SnapshotTaken(meta, index - kept));
  }

  private Configuration asOf(List<Entry> log, long index) {
    Configuration last = began;
    for (Entry entry : log.subList(0, (int) index)) {
      if (entry.kind() == EntryKind.CONFIGURATION) {
        last = entry.configuration();
      }
    }
    return last;
  }

  private void ended(String[] words, boolean arrives) {
    SimServer from = server(words[1]);
    SimServer to = server(words[2]);
    SnapshotMeta meta = from.disk().snapshot();
    if (meta == null) {
      throw new IllegalArgumentException("server " + from.id() + " has no snapshot");
    }
    if (arrives) {
      to.disk().save(meta, from.memory());
      turn(to, new Event.SnapshotReceived(meta));
    }
    turn(from, new Event.SnapshotSent(to.id(), meta.index(), arrives));
  }

  private void stabilize(boolean quietly) {
    quiet = quietly;
    for (int turns = 0; turns < TURNS_MAX; turns++) {
      if (!workOnce()) {
        quiet = false;
        return;
      }
    }
    throw new IllegalStateException("the cluster does not come to rest");
  }

  private boolean workOnce() {
    boolean worked = false;
    for (SimServer server : servers.values()) {
      if (!server.isUp()) {
        continue;
      }
      if (server.disk().waiting() > 0 && !slow.contains(server.id())) {
        sync(server, server.disk().waiting());
        worked = true;
      }
      List<Event> events = new ArrayList<>();
      for (Message message : List.copyOf(onTheWay)) {
        if (message.to() == server.id()) {
          onTheWay.remove(message);
          events.add(new Event.Received(message));
        }
      }
      if (!events.isEmpty()) {
        turn(server, events.toArray(new Event[0]));
        worked = true;
      }
    }
    return worked;
  }

  private void turn(SimServer server, Event... events) {
    if (!server.isUp()) {
      throw new IllegalArgumentException("server " + server.id() + " is down");
    }
    for (Event event : events) {
      print(server, Trace.line(event));
    }
    for (Effect effect : server.step(clock(server), List.of(events))) {
      print(server, "  " + Trace.line(effect));
      if (effect instanceof Effect.Send send) {
        send(send.message());
      }
    }
  }

  private void send(Message message) {
    SimServer to = servers.get(message.to());
    if (to.isUp() && !isolated.contains(message.from()) && !isolated.contains(message.to())) {
      onTheWay.add(message);
    }
  }

  private void print(SimServer server, String line) {
    if (!quiet) {
      output.append(server.id()).append(" | ").append(line).append('\n');
    }
  }

  private void status(SimServer server) {
    StringBuilder line = new StringBuilder();
    if (server.isUp()) {
      String role = server.raft().role().name().toLowerCase(java.util.Locale.ROOT);
      line.append(role.replace('_', '-')).append(" term=").append(server.raft().term());
      line.append(" commit=").append(server.raft().commitIndex());
      line.append(" durable=").append(server.raft().durableIndex()).append(" log:");
      server.memory().forEach(entry -> line.append(' ').append(entry.term()));
    } else {
      line.append("down term=").append(server.disk().hardState().term()).append(" disk:");
      server.disk().entries().forEach(entry -> line.append(' ').append(entry.term()));
    }
    print(server, line.toString());
  }
}
