package dev.balsa.net;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Message.AppendEntries;
import dev.balsa.core.Message.AppendEntriesResponse;
import dev.balsa.core.Message.PreVote;
import dev.balsa.core.Message.PreVoteResponse;
import dev.balsa.core.Message.RequestVote;
import dev.balsa.core.Message.RequestVoteResponse;
import dev.balsa.core.Message.TimeoutNow;
import dev.balsa.core.Refusal;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.ByteRange;
import dev.balsa.node.Divergence;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.StateHash;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Messages of every kind with values drawn from a seed, the awkward ones often. */
final class RandomMessages {
  static final int KINDS = 17;

  private final SplittableRandom random;

  RandomMessages(long seed) {
    random = new SplittableRandom(seed);
  }

  PeerMessage next() {
    return of(random.nextInt(KINDS));
  }

  PeerMessage of(int kind) {
    return switch (kind) {
      case 0 -> consensus(new PreVote(member(), member(), count(), count(), count()));
      case 1 ->
          consensus(new PreVoteResponse(member(), member(), count(), count(), bool(), count()));
      case 2 -> consensus(new RequestVote(member(), member(), count(), count(), count(), bool()));
      case 3 -> consensus(new RequestVoteResponse(member(), member(), count(), bool()));
      case 4 -> consensus(appendEntries());
      case 5 ->
          consensus(
              new AppendEntriesResponse(
                  member(), member(), count(), count(), bool(), count(), count(), count(), count(),
                  bool(), size(), size()));
      case 6 -> new PeerMessage.ForwardedProposal(random.nextLong(), commands());
      case 7 ->
          new PeerMessage.ForwardedProposalResponse(
              random.nextLong(), refusal(), count(), count(), count());
      case 8 -> new PeerMessage.ForwardedRead(random.nextLong(), bool());
      case 9 ->
          new PeerMessage.ForwardedReadResponse(random.nextLong(), refusal(), count(), count());
      case 10 -> snapshotChunk();
      case 11 -> new PeerMessage.SnapshotChunkResponse(count(), count(), ranges(), bool());
      case 12 -> consensus(new TimeoutNow(member(), member(), count()));
      case 13 ->
          new PeerMessage.StateHashes(
              List.of(
                  new StateHash(count(), random.nextLong()),
                  new StateHash(count(), random.nextLong())));
      case 14 -> stateDiffers();
      case 15 -> new PeerMessage.Quiesce(count(), count());
      case 16 -> new PeerMessage.SnapshotWanted(count());
      default -> throw new IllegalArgumentException("kind " + kind);
    };
  }

  private static PeerMessage consensus(dev.balsa.core.Message message) {
    return new PeerMessage.Consensus(message);
  }

  private PeerMessage stateDiffers() {
    long equalIndex = random.nextLong(Long.MAX_VALUE);
    TreeMap<Long, Long> hashes = new TreeMap<>();
    for (int left = 1 + random.nextInt(5); left > 0; left--) {
      hashes.put(member(), random.nextLong());
    }
    Long agreed = bool() ? hashes.get(hashes.firstKey()) : null;
    return new PeerMessage.StateDiffers(
        new Divergence(
            equalIndex, random.nextLong(equalIndex, Long.MAX_VALUE) + 1, hashes, agreed));
  }

  private PeerMessage snapshotChunk() {
    SnapshotMeta meta =
        new SnapshotMeta(Math.max(1, count()), Math.max(1, count()), configuration());
    Bytes piece = Bytes.wrap(new byte[1 + random.nextInt(600)]);
    long position = random.nextLong(1L << 40);
    long size = position + piece.length() + random.nextInt(2) * random.nextLong(1L << 40);
    return new PeerMessage.SnapshotChunk(meta, size, position, piece);
  }

  private List<ByteRange> ranges() {
    List<ByteRange> ranges = new ArrayList<>();
    long from = random.nextInt(1000);
    for (int left = random.nextInt(PeerMessage.SnapshotChunkResponse.WANTED_MAX + 1);
        left > 0;
        left--) {
      long to = from + 1 + random.nextLong(1L << 40);
      ranges.add(new ByteRange(from, to));
      from = to + random.nextInt(1000);
    }
    return ranges;
  }

  private Configuration configuration() {
    List<Long> voters = new ArrayList<>();
    for (long id = 1; id <= 1 + random.nextInt(Configuration.VOTERS_MAX); id++) {
      voters.add(id);
    }
    List<Long> learners = bool() ? List.of(50L, 60L) : List.of();
    List<Long> outgoing = bool() ? List.of(1L, 40L) : List.of();
    List<Configuration.Address> addresses =
        bool() ? List.of(new Configuration.Address(1, "one:1")) : List.of();
    return new Configuration(voters, outgoing, learners, List.of(), addresses);
  }

  private AppendEntries appendEntries() {
    long prevLogIndex = Math.min(count(), Long.MAX_VALUE - 100);
    long term = Math.max(1, count());
    long entryTerm = prevLogIndex == 0 ? 0 : random.nextLong(term) + 1;
    long prevLogTerm = entryTerm;
    List<Entry> entries = new ArrayList<>();
    int size = random.nextInt(4) == 0 ? 0 : random.nextInt(20);
    EntryKind[] kinds = EntryKind.values();
    for (int i = 1; i <= size; i++) {
      entryTerm =
          Math.max(
              1,
              random.nextInt(3) == 0 && entryTerm < term
                  ? random.nextLong(entryTerm, term)
                  : entryTerm);
      EntryKind kind = kinds[random.nextInt(kinds.length)];
      entries.add(
          kind == EntryKind.CONFIGURATION
              ? Entry.of(prevLogIndex + i, entryTerm, configuration())
              : new Entry(prevLogIndex + i, entryTerm, kind, bytes()));
    }
    return new AppendEntries(
        member(), member(), term, prevLogIndex, prevLogTerm, entries, count(), count());
  }

  private List<Bytes> commands() {
    List<Bytes> commands = new ArrayList<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      commands.add(bytes());
    }
    return commands;
  }

  private Bytes bytes() {
    byte[] array = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(600)];
    random.nextBytes(array);
    int from = array.length == 0 ? 0 : random.nextInt(array.length);
    return random.nextBoolean() ? Bytes.wrap(array) : Bytes.wrap(array).slice(from, array.length);
  }

  private long count() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE;
      case 2 -> random.nextLong(1000);
      default -> random.nextLong(Long.MAX_VALUE);
    };
  }

  private long member() {
    return random.nextBoolean() ? 1 + random.nextLong(9) : 1 + random.nextLong(Long.MAX_VALUE - 1);
  }

  private int size() {
    return random.nextInt(Integer.MAX_VALUE);
  }

  private boolean bool() {
    return random.nextBoolean();
  }

  private Refusal refusal() {
    Refusal[] all = Refusal.values();
    int drawn = random.nextInt(all.length + 1);
    return drawn == all.length ? null : all[drawn];
  }
}
