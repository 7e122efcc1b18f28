package dev.balsa.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreModelTest {
  private static final RangeRequest EVERYTHING =
      RangeRequest.range(KeyRange.NO_END, KeyRange.NO_END);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void answersAndStateAreThoseOfTheModel(long seed) {
    Some.Requests requests = new Some.Requests(seed);
    for (int life = 0; life < 25; life++) {
      live(seed, life, requests);
    }
  }

  /** Short, so that the revisions the requests name are those the store is at. */
  private static void live(long seed, int life, Some.Requests requests) {
    Some.Log log = new Some.Log();
    Model model = new Model();
    for (int i = 0; i < 120; i++) {
      Request request = requests.any();
      assertThat(log.apply(request))
          .as("seed %d life %d step %d: %s", seed, life, i, request)
          .isEqualTo(model.apply(request));
      assertThat(log.store.revision()).isEqualTo(model.revision);
      assertThat(log.store.keyCount()).isEqualTo(model.pairs.size());
      assertThat(log.store.appliedIndex()).isEqualTo(i + 1);
      assertThat(log.store.range(EVERYTHING).kvs()).containsExactlyElementsOf(model.pairs.values());
    }
  }

  @Test
  void theRandomRequestsReachEveryKindOfAnswerAndError() {
    Some.Requests requests = new Some.Requests(9);
    Some.Log log = new Some.Log();
    Set<Class<?>> kinds = new HashSet<>();
    Set<KvError> errors = EnumSet.noneOf(KvError.class);
    for (int i = 0; i < 20_000; i++) {
      log = i % 100 == 0 ? new Some.Log() : log;
      Response response = log.apply(requests.any());
      kinds.add(response.getClass());
      if (response instanceof ErrorResponse refused) {
        errors.add(refused.error());
      }
    }
    assertThat(kinds).hasSize(6);
    assertThat(errors)
        .containsExactlyInAnyOrder(
            KvError.EMPTY_KEY,
            KvError.VALUE_PROVIDED,
            KvError.LEASE_PROVIDED,
            KvError.KEY_NOT_FOUND,
            KvError.LEASE_NOT_FOUND,
            KvError.DUPLICATE_KEY,
            KvError.COMPACTED,
            KvError.FUTURE_REVISION);
  }

  @Test
  void hashAndSizeFollowFromTheContentAlone() {
    Some.Requests requests = new Some.Requests(10);
    Some.Log log = new Some.Log();
    for (int i = 0; i < 3_000; i++) {
      log.apply(requests.any());
      long hash = 0;
      long sizeBytes = 0;
      for (KeyValue pair : log.store.range(EVERYTHING).kvs()) {
        hash += ContentHash.of(pair);
        sizeBytes += pair.sizeBytes();
      }
      assertThat(log.store.view().hash()).isEqualTo(hash);
      assertThat(log.store.sizeBytes()).isEqualTo(sizeBytes);
    }
  }

  @Test
  void theSameCommandsGiveTheSameBytesAndTheSameHash() {
    Some.Requests requests = new Some.Requests(11);
    Some.Log log = new Some.Log();
    Store other = new Store();
    for (int i = 0; i < 3_000; i++) {
      Bytes command = Commands.encode(new Command(1 << 20, requests.any()));
      var entry = log.entry(command);
      assertThat(other.apply(entry)).isEqualTo(log.store.apply(entry));
      assertThat(other.stateHash()).isEqualTo(log.store.stateHash());
    }
  }

  @Test
  void aViewNeverChangesWhileWritesGoOn() {
    Some.Requests requests = new Some.Requests(12);
    Some.Log log = new Some.Log();
    List<StoreView> views = new ArrayList<>();
    List<List<KeyValue>> contents = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      log.apply(requests.any());
      views.add(log.store.view());
      contents.add(log.store.range(EVERYTHING).kvs());
    }
    for (int i = 0; i < views.size(); i++) {
      assertThat(views.get(i).range(EVERYTHING).kvs()).isEqualTo(contents.get(i));
      assertThat(views.get(i).appliedIndex()).isEqualTo(i + 1);
    }
  }
}
