package dev.balsa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Configuration.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Who votes, in every phase of a change; as bytes too. */
class ConfigurationTest {
  private static final List<Long> NONE = List.of();

  @Test
  void listsAreAscendingAndBounded() {
    refused(() -> new Configuration(NONE, NONE, List.of(1L), NONE, List.of()));
    refused(() -> of(ids(1, 10), NONE, NONE, NONE));
    refused(() -> of(List.of(1L), ids(1, 10), NONE, NONE));
    refused(() -> of(List.of(1L), NONE, NONE, ids(1, 10)));
    refused(() -> of(List.of(1L), NONE, ids(2, 18), NONE));
    refused(() -> of(List.of(1L), NONE, List.of(3L, 2L), NONE));
    assertThatCode(() -> of(ids(1, 9), ids(1, 9), ids(10, 25), NONE)).doesNotThrowAnyException();
    assertThat(Configuration.NONE.isNone()).isTrue();
  }

  @Test
  void phasesDoNotMix() {
    refused(() -> of(List.of(1L), List.of(2L), NONE, List.of(3L)));
    refused(() -> of(List.of(1L, 2L), NONE, NONE, List.of(1L)));
    refused(() -> of(List.of(1L), NONE, List.of(1L), NONE));
    refused(() -> of(List.of(1L), NONE, List.of(2L), List.of(1L, 2L)));
    Configuration demotes = of(List.of(1L, 2L), NONE, List.of(2L), List.of(1L, 3L));
    assertThat(demotes.isStaging()).isTrue();
    assertThat(demotes.votes(2)).isTrue();
    assertThat(demotes.votes(3)).isFalse();
    assertThat(demotes.members()).containsExactly(1L, 2L, 3L);
    assertThat(demotes.targetVoters()).containsExactly(1L, 3L);
  }

  @Test
  void addressesBelongToMembers() {
    List<Address> some = List.of(new Address(1, "a:1"), new Address(2, "b:2"));
    Configuration configuration = new Configuration(List.of(1L), NONE, List.of(2L), NONE, some);
    assertThat(configuration.address(2)).isEqualTo("b:2");
    assertThat(configuration.address(3)).isEmpty();
    refused(() -> new Configuration(List.of(1L), NONE, NONE, NONE, some));
    refused(() ->
        new Configuration(List.of(1L, 2L), NONE, NONE, NONE, List.of(some.get(1), some.get(0))));
    refused(() -> new Address(1, ""));
    refused(() -> new Address(1, "x".repeat(Configuration.ADDRESS_BYTES_MAX + 1)));
    assertThatCode(() -> new Address(1, "x".repeat(Configuration.ADDRESS_BYTES_MAX)))
        .doesNotThrowAnyException();
  }

  @Test
  void jointDecisionsNeedAMajorityOfEachHalf() {
    Configuration joint = of(ids(1, 3), ids(3, 7), NONE, NONE);
    assertThat(joint.isQuorum(member -> member <= 3)).isFalse();
    assertThat(joint.isQuorum(member -> member >= 3)).isFalse();
    assertThat(joint.isQuorum(member -> member >= 2 && member <= 5)).isTrue();
    assertThat(of(List.of(1L), List.of(1L, 2L), NONE, NONE).isQuorum(member -> member == 1))
        .isFalse();
  }

  @Test
  void whoDoesNotVoteIsNotCounted() {
    Configuration staging = of(ids(1, 3), NONE, List.of(9L), ids(1, 5));
    assertThat(staging.isQuorum(member -> member == 1 || member >= 4)).isFalse();
    assertThat(staging.isQuorum(member -> member <= 2)).isTrue();
  }

  @Test
  void whatQuorumsHaveReachedAgreesWithCounting() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2000; i++) {
      Configuration configuration = draw(random);
      State state = new State(1, configuration, Settings.STANDARD, 1, Recovered.NOTHING, 0);
      Followers followers = new Followers(state, 1);
      TreeMap<Long, Long> values = new TreeMap<>();
      values.put(1L, 0L);
      for (int k = 0; k < followers.size(); k++) {
        long value = random.nextLong(6);
        values.put(followers.at(k).member(), value);
        followers.at(k).accepted(0, value, 0);
      }
      long reached = followers.quorumMatchIndex();
      assertThat(configuration.isQuorum(member -> values.getOrDefault(member, 0L) >= reached))
          .isTrue();
      assertThat(configuration.isQuorum(member -> values.getOrDefault(member, 0L) > reached))
          .isFalse();
    }
  }

  @Test
  void bytesGoThereAndBack() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 500; i++) {
      Configuration configuration = withAddresses(draw(random), random);
      Bytes bytes = ConfigurationCodec.encode(configuration);
      assertThat(bytes.length()).isLessThanOrEqualTo(ConfigurationCodec.BYTES_MAX);
      assertThat(ConfigurationCodec.decode(bytes)).isEqualTo(configuration);
      Entry entry = Entry.of(3, 2, configuration);
      assertThat(entry.configuration()).isEqualTo(configuration);
      for (int end = 0; end < bytes.length(); end++) {
        Bytes part = bytes.slice(0, end);
        refused(() -> ConfigurationCodec.decode(part));
      }
    }
  }

  @Test
  void bytesOfNoVersionAreRefused() {
    byte[] bytes = ConfigurationCodec.encode(new Configuration(List.of(1L))).toArray();
    byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> ConfigurationCodec.decode(Bytes.wrap(longer)))
        .hasMessage("a configuration ends after 14 of 15 bytes");
    byte[] newer = bytes.clone();
    newer[0] = 2;
    assertThatThrownBy(() -> ConfigurationCodec.decode(Bytes.wrap(newer)))
        .hasMessage("a configuration has format version 2, and this version reads 1");
    byte[] noAddress =
        ConfigurationCodec.encode(
                new Configuration(List.of(1L), NONE, NONE, NONE, List.of(new Address(1, "a"))))
            .toArray();
    noAddress[noAddress.length - 1] = (byte) 0xff;
    assertThatThrownBy(() -> ConfigurationCodec.decode(Bytes.wrap(noAddress)))
        .hasMessage("an address in a configuration is not UTF-8");
    assertThatThrownBy(() ->
            new Entry(7, 1, EntryKind.CONFIGURATION, ConfigurationCodec.encode(Configuration.NONE)))
        .hasMessage("the configuration in entry 7 has no voters");
    refused(() -> new Entry(7, 1, EntryKind.CONFIGURATION, Bytes.EMPTY));
  }

  @Test
  void theLongestFits() {
    List<Address> addresses = new ArrayList<>();
    for (long member : ids(1, 34)) {
      addresses.add(new Address(member, "x".repeat(Configuration.ADDRESS_BYTES_MAX)));
    }
    Configuration longest = new Configuration(ids(1, 9), ids(10, 18), ids(19, 34), NONE, addresses);
    Bytes bytes = ConfigurationCodec.encode(longest);
    assertThat(bytes.length()).isLessThanOrEqualTo(ConfigurationCodec.BYTES_MAX);
    assertThat(ConfigurationCodec.decode(bytes)).isEqualTo(longest);
  }

  private static Configuration draw(SplittableRandom random) {
    List<Long> voters = some(random, 1, 9);
    List<Long> outgoing = random.nextBoolean() ? some(random, 1, 9) : NONE;
    List<Long> learners = new ArrayList<>(random.nextBoolean() ? some(random, 1, 12) : NONE);
    learners.removeAll(voters);
    return of(voters, outgoing, learners, NONE);
  }

  private static List<Long> some(SplittableRandom random, long first, long last) {
    List<Long> some =
        new ArrayList<>(
            LongStream.rangeClosed(first, last)
                .filter(id -> random.nextBoolean())
                .boxed()
                .toList());
    return some.isEmpty() ? List.of(first) : some;
  }

  private static Configuration withAddresses(Configuration bare, SplittableRandom random) {
    List<Address> addresses = new ArrayList<>();
    for (long member : bare.members()) {
      if (random.nextBoolean()) {
        addresses.add(new Address(member, "höst-" + member + ":" + random.nextInt(65536)));
      }
    }
    return new Configuration(
        bare.voters(), bare.outgoing(), bare.learners(), bare.next(), addresses);
  }

  private static Configuration of(
      List<Long> voters, List<Long> outgoing, List<Long> learners, List<Long> next) {
    return new Configuration(voters, outgoing, learners, next, List.of());
  }

  private static List<Long> ids(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }
}
