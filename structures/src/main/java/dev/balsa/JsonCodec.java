package dev.balsa;

import dev.balsa.core.Bytes;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON by the shape of a Java type.
 *
 * <p>Nesting is limited to 500 levels and a number to 1,000 digits, in both cases before memory is
 * spent on more.
 */
final class JsonCodec<T> implements Codec<T> {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonShape shape;
  private final Class<T> type;

  private JsonCodec(JsonShape shape, Class<T> type) {
    this.shape = shape;
    this.type = type;
  }

  static <T> JsonCodec<T> of(Class<T> type) {
    return new JsonCodec<>(JsonShapes.of(type), JsonShapes.boxed(type));
  }

  @Override
  public Bytes encode(T value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      shape.write(generator, value);
    } catch (JsonMismatch e) {
      throw new CodecException("cannot write " + e.where() + " as JSON: " + e.what(), e.getCause());
    } catch (StreamConstraintsException e) {
      throw new CodecException(
          "cannot write this as JSON: " + e.getOriginalMessage() + " (does it contain itself?)", e);
    } catch (JacksonException e) {
      throw new CodecException("cannot write this as JSON: " + e.getOriginalMessage(), e);
    }
    return Bytes.wrap(out.toByteArray());
  }

  @Override
  public T decode(Bytes bytes) {
    JsonParser parser =
        JSON.createParser(
            ObjectReadContext.empty(), bytes.sharedArray(), bytes.sharedOffset(), bytes.length());
    try (parser) {
      if (parser.nextToken() == null) {
        throw new JsonMismatch("expected " + shape.name() + ", found nothing");
      }
      Object value = shape.read(parser);
      JsonToken after = parser.nextToken();
      if (after != null) {
        throw new JsonMismatch("expected the end, found " + JsonShape.found(parser));
      }
      return type.cast(value);
    } catch (JsonMismatch e) {
      throw bad(parser.currentTokenLocation(), e.where(), e.what(), e);
    } catch (JacksonException e) {
      throw bad(e.getLocation(), "", e.getOriginalMessage(), e);
    }
  }

  private static CodecException bad(
      @Nullable TokenStreamLocation location, String where, String what, Throwable cause) {
    String position =
        location == null
            ? ""
            : ", line " + location.getLineNr() + " column " + location.getColumnNr();
    return new CodecException(
        "bad JSON" + (where.isEmpty() ? "" : " at " + where) + position + ": " + what, cause);
  }
}
