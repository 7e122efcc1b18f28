import dev.balsa.Balsa;
import java.nio.file.Path;

/** Three members of a cluster, each with its own port and disk; usually each is a process of its own. */
class HelloWorld {
  public static void main(String[] args) {
    var cluster = Balsa.cluster("127.0.0.1:8000", "127.0.0.1:8001", "127.0.0.1:8002");

    try (var one = cluster.directory(Path.of("data/1")).start(1);
        var two = cluster.directory(Path.of("data/2")).start(2);
        var three = cluster.directory(Path.of("data/3")).start(3)) {

      one.map("greetings", String.class).put("hello", "world");
      two.close(); // two of three are a majority and go on
      System.out.println(three.map("greetings", String.class).get("hello"));
    }
  }
}
