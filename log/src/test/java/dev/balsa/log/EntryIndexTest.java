package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryIndexTest {
  private record Place(long segmentId, int offset) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsEveryEntryAfterAnyCutsAndSegments(long seed) {
    Random random = new Random(seed);
    EntryIndex index = new EntryIndex();
    List<Place> places = new ArrayList<>();
    long segmentId = 0;
    int offset = 0;
    for (int i = 0; i < 2000; i++) {
      if (segmentId == 0 || random.nextInt(40) == 0) {
        segmentId++;
        offset = 512;
        index.begin(segmentId);
      }
      if (!places.isEmpty() && random.nextInt(20) == 0) {
        int keep = places.size() - 1 - random.nextInt(Math.min(places.size(), 150));
        places.subList(keep, places.size()).clear();
      }
      places.add(new Place(segmentId, offset));
      index.add(places.size(), offset);
      offset += 1 + random.nextInt(90);
      assertThat(index.lastIndex()).isEqualTo(places.size());
      check(index, places, 1 + random.nextInt(places.size()));
    }
    for (int entry = 1; entry <= places.size(); entry++) {
      check(index, places, entry);
    }
  }

  private static void check(EntryIndex index, List<Place> places, int entry) {
    EntryIndex.Part part = index.partOf(entry);
    Place place = places.get(entry - 1);
    assertThat(new Place(part.segmentId(), part.offsetOf(entry))).isEqualTo(place);
    int count = part.countFrom(entry);
    assertThat(places.subList(entry - 1, entry - 1 + count))
        .allSatisfy(same -> assertThat(same.segmentId()).isEqualTo(place.segmentId()));
    boolean lastOfPart =
        entry - 1 + count == places.size()
            || places.get(entry - 1 + count).segmentId() != place.segmentId();
    assertThat(lastOfPart).isTrue();
  }
}
