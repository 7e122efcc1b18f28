package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.net.NetListener.Direction;
import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.net.tls.CertificateNames;
import dev.balsa.net.tls.TlsFiles;
import dev.balsa.net.tls.TrialAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members show each other certificates, and both sides say why if one does not count. */
class TlsTest {
  private final Members members = new Members(3);
  @TempDir Path folder;
  private Authority authority;

  @BeforeEach
  void makeAuthority() {
    authority = new Authority(folder);
  }

  private NetSettings settings(long member, TlsFiles files) {
    return members.settings(member).withSecurity(new Security.Tls(files), Authority.CLUSTER);
  }

  private Node node(long member, TlsFiles files) {
    return new Node(settings(member, files)).start();
  }

  @Test
  void membersWithCertificatesTalkToEachOther() {
    try (Node one = node(1, authority.member(1));
        Node two = node(2, authority.member(2))) {
      one.awaitConnected(2);
      two.awaitConnected(1);
      one.send(2, Members.heartbeat(1, 2, 1));
      one.send(2, Members.bulk(1, 2, 2, 3_000_000));
      two.send(1, Members.heartbeat(2, 1, 3));
      two.awaitMessages(2);
      one.awaitMessages(1);
      assertThat(two.messages())
          .containsExactlyInAnyOrder(Members.heartbeat(1, 2, 1), Members.bulk(1, 2, 2, 3_000_000));
      one.await("an answer to a ping", node -> node.link(2).roundTripMicros() >= 0);
    }
  }

  @Test
  void aMemberDoesNotStartWithTheCertificateOfAnother() {
    NetSettings asTwo =
        members.settings(2).withSecurity(new Security.Tls(authority.member(3)), Authority.CLUSTER);
    assertThatThrownBy(() -> new Node(asTwo).start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("names [balsa://my%20lab/member/3]")
        .hasMessageContaining("the certificate of this member must name balsa://my%20lab/member/2");
  }

  /** A member that lies about who it is, with a right certificate of another member. */
  @Test
  void theNameInTheCertificateMustBeThatOfTheMemberInTheHandshake() {
    TrialAuthority.Issued both =
        authority.trial().issue("2", "balsa://other/member/2", List.of("localhost"));
    TlsFiles files = authority.files(both);
    NetSettings otherCluster = members.settings(2).withSecurity(new Security.Tls(files), "other");
    try (Node one = node(1, authority.member(1));
        Node two = new Node(otherCluster).start()) {
      String text =
          "expected a certificate that names balsa://my%20lab/member/2, got"
              + " [balsa://other/member/2]; give member 2 of cluster my lab its own";
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.WRONG_CERTIFICATE).text())
          .isEqualTo(text);
      assertThat(two.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.WRONG_CERTIFICATE).text())
          .isEqualTo(text);
      assertThat(one.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.WRONG_CERTIFICATE).text())
          .contains("expected a certificate that names balsa://other/member/1");
      assertThat(one.transport().isConnected(2)).isFalse();
    }
  }

  @Test
  void anAuthorityThatNobodyTrustsCountsForNothing() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Authority other = new Authority(elsewhere);
    TlsFiles foreign = other.member(2);
    TlsFiles files = TlsFiles.of(foreign.certificate(), foreign.key(), authority.file("ca.crt"));
    try (Node one = node(1, authority.member(1));
        Node two = node(2, files)) {
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .isEqualTo(
              "the other side's certificate does not come from an authority that is trusted here;"
                  + " compare the files of trusted authorities");
      assertThat(one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .contains("does not come from an authority that is trusted here");
      assertThat(two.awaitRefusal(Direction.INBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .startsWith("the other side does not accept this side's certificate or its TLS (");
      assertThat(one.transport().isConnected(2)).isFalse();
    }
  }

  @Test
  void aMemberDoesNotStartWithAnExpiredCertificateAndGoesOnWithWhatItHas() {
    TlsFiles good = authority.member(2);
    String name = good.certificate().getFileName().toString().replace(".crt", "");
    try (Node one = node(1, authority.member(1));
        Node two = node(2, good)) {
      one.awaitConnected(2);
      two.awaitConnected(1);
      TrialAuthority.Issued expired = authority.expired(2);
      authority.replace(name, expired);
      two.transport().peers(Map.of(1L, members.address(1)));
      assertThat(two.link(1).state()).isEqualTo(PeerLink.State.CONNECTED);
    }
    assertThatThrownBy(() -> node(2, good))
        .hasCauseInstanceOf(CertificateFilesException.class)
        .hasMessageContaining("and not now; renew it, or set the clock");
  }

  @Test
  void aMemberWithoutTlsAndOneWithItTellEachOther() {
    try (Node one = node(1, authority.member(1));
        Node two = members.node(2).start()) {
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .isEqualTo("the other side does not speak TLS; all members must, or none");
      assertThat(two.awaitRefusal(Direction.INBOUND, false, RefusalReason.MALFORMED).text())
          .isEqualTo(
              "the other side speaks TLS, and this side was told not to; all members must, or none");
      assertThat(one.transport().isConnected(2)).isFalse();
    }
  }

  @Test
  void newFilesAreUsedAndNoConnectionIsLost() {
    TlsFiles files = authority.member(2);
    String name = files.certificate().getFileName().toString().replace(".crt", "");
    try (Node one = node(1, authority.member(1));
        Node two = node(2, files)) {
      one.awaitConnected(2);
      two.awaitConnected(1);
      TrialAuthority.Issued renewed = authority.issue(2);
      authority.replace(name, renewed);
      try (Node three = node(3, authority.member(3))) {
        three.awaitConnected(2);
        two.awaitEvent("certificates loaded new certificates are in use; this side's is valid to");
        two.awaitConnected(3);
      }
      one.send(2, Members.heartbeat(1, 2, 1));
      two.awaitMessages(1);
      assertThat(one.count("disconnected 2")).isZero();
      assertThat(two.count("disconnected 1")).isZero();
    }
  }

  @Test
  void newFilesThatCannotBeUsedLeaveTheOldOnesInUseAndAreToldOnce() throws IOException {
    TlsFiles files = authority.member(2);
    try (Node two = node(2, files)) {
      Files.writeString(files.key(), "nonsense");
      try (Node one = node(1, authority.member(1))) {
        one.awaitConnected(2);
        two.awaitConnected(1);
      }
      try (Node three = node(3, authority.member(3))) {
        three.awaitConnected(2);
        two.awaitConnected(3);
      }
      assertThat(two.events().stream().filter(event -> event.startsWith("certificates")))
          .containsExactly(
              "certificates kept "
                  + files.key()
                  + " has no private key; it must be PEM, with BEGIN PRIVATE KEY; the former"
                  + " certificates stay in use");
    }
  }

  @Test
  void aRevokedCertificateCountsNoMore() throws IOException {
    TrialAuthority.Issued stolen = authority.issue(2);
    Instant now = Instant.now();
    Path list = authority.file("revoked.pem");
    Files.writeString(
        list, authority.trial().revoke(List.of(), now.minusSeconds(60), now.plusSeconds(3600)));
    try (Node one = node(1, authority.member(1).withRevoked(list))) {
      try (Node two = node(2, authority.files(stolen))) {
        two.awaitConnected(1);
        one.awaitConnected(2);
      }
      Files.writeString(
          list,
          authority
              .trial()
              .revoke(List.of(stolen.certificate()), now.minusSeconds(30), now.plusSeconds(3600)));
      try (Node two = node(2, authority.files(stolen))) {
        assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.NOT_TRUSTED).text())
            .startsWith("the other side's certificate was revoked on ");
        assertThat(one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.NOT_TRUSTED).text())
            .startsWith("the other side's certificate was revoked on ");
        assertThat(two.transport().isConnected(1)).isFalse();
      }
      try (Node two = node(2, authority.member(2))) {
        two.awaitConnected(1);
        one.awaitConnected(2);
      }
    }
  }

  @Test
  void aListOfTheRevokedThatIsPastItsTimeStopsEveryHandshake() throws IOException {
    Path list = authority.file("revoked.pem");
    Instant now = Instant.now();
    Files.writeString(
        list, authority.trial().revoke(List.of(), now.minusSeconds(7200), now.minusSeconds(3600)));
    try (Node one = node(1, authority.member(1).withRevoked(list));
        Node two = node(2, authority.member(2))) {
      assertThat(one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .startsWith("the list of revoked certificates does not cover");
      assertThat(two.transport().isConnected(1)).isFalse();
    }
  }

  @Test
  void anUntrustingPeerDoesNotKeepAPlaceAmongThoseWhoWait() throws IOException {
    NetSettings few =
        settings(1, authority.member(1)).withLimits(Members.QUICK.withHandshakesMax(2, 2));
    try (Node one = new Node(few).start();
        RawPeer first = RawPeer.dial(members.address(1));
        RawPeer second = RawPeer.dial(members.address(1));
        RawPeer third = RawPeer.dial(members.address(1))) {
      one.awaitRefusal(Direction.INBOUND, false, RefusalReason.TOO_MANY);
      first.awaitEnd();
      second.sendBytes(new byte[100]);
      one.awaitRefusal(Direction.INBOUND, false, RefusalReason.NOT_TRUSTED);
      second.awaitEnd();
      try (Node two = node(2, authority.member(2))) {
        two.awaitConnected(1);
      }
      assertThat(third).isNotNull();
    }
  }

  @Test
  void filesThatCannotBeUsedAreRefusedAtTheStart() throws IOException {
    TlsFiles good = authority.member(1);
    TlsFiles other = authority.member(1);
    refused(
        TlsFiles.of(authority.file("none"), good.key(), authority.file("ca.crt")), "there is no ");
    refused(
        TlsFiles.of(good.certificate(), other.key(), authority.file("ca.crt")),
        other.key() + " is not the key of " + good.certificate());
    refused(
        TlsFiles.of(good.key(), good.key(), authority.file("ca.crt")),
        good.key() + " has no certificate");
    refused(
        TlsFiles.of(good.certificate(), good.certificate(), authority.file("ca.crt")),
        good.certificate() + " has no private key");
    refused(
        TlsFiles.of(good.certificate(), good.key(), good.key()),
        good.key() + " has no certificate");
    refused(
        good.withRevoked(good.certificate()),
        good.certificate() + " has no list of revoked certificates");
    Path old = authority.file("old.key");
    Files.writeString(old, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    refused(
        TlsFiles.of(good.certificate(), old, authority.file("ca.crt")),
        "openssl pkcs8 -topk8 -nocrypt");
    Path huge = authority.file("huge");
    Files.write(huge, new byte[TlsFiles.FILE_BYTES_MAX + 1]);
    refused(
        TlsFiles.of(huge, good.key(), authority.file("ca.crt")),
        huge + " is longer than 1048576 bytes");
  }

  private void refused(TlsFiles files, String text) {
    assertThatThrownBy(() -> node(1, files))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(CertificateFilesException.class)
        .hasMessageContaining(text);
  }

  @Test
  void keysAreWrittenForTheirUserOnly() throws IOException {
    TlsFiles files = authority.member(1);
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(files.key())).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(CertificateNames.member("a/b*c", 7)).isEqualTo("balsa://a%2Fb%2Ac/member/7");
  }

  @Test
  void otherMachinesAreNotListenedToWithoutTlsUnlessItIsCalledUnsafe() {
    InetSocketAddress everywhere = new InetSocketAddress(0);
    assertThatThrownBy(() -> NetSettings.of(Members.identity(1, 1), everywhere, Map.of()))
        .isInstanceOf(InsecureListenException.class)
        .hasMessageContaining("will not listen for the other members on 0.0.0.0:0");
    NetSettings unsafe =
        NetSettings.of(
            Members.identity(1, 1), everywhere, Map.of(), new Security.UnsafePlaintext(), "c");
    try (Node node = new Node(unsafe).start()) {
      assertThat(node.transport().boundAddress().getPort()).isPositive();
    }
    Security tls = new Security.Tls(authority.member(1));
    try (Node node =
        new Node(
                NetSettings.of(
                    Members.identity(1, 1), everywhere, Map.of(), tls, Authority.CLUSTER))
            .start()) {
      assertThat(node.transport().boundAddress().getPort()).isPositive();
    }
    assertThat(InetAddress.getLoopbackAddress().isLoopbackAddress()).isTrue();
    TlsFiles oneSided = new TlsFiles(folder, folder, null, null, false);
    assertThatThrownBy(() -> members.settings(1).withSecurity(new Security.Tls(oneSided), "c"))
        .hasMessageContaining("name the file of trusted authorities");
    assertThatThrownBy(() -> members.settings(1).withSecurity(tls, ""))
        .hasMessageContaining("needs the name of the cluster");
    assertThatThrownBy(() -> new TlsFiles(folder, folder, null, folder, false))
        .hasMessageContaining("needs the authority that issued it");
  }

  @Test
  void datesOfTheTrialAuthorityReachPast2050() {
    Instant far = Instant.parse("2060-01-02T03:04:05Z");
    TrialAuthority old = TrialAuthority.create("old", Instant.now().minus(Duration.ofDays(1)), far);
    assertThat(old.certificate().getNotAfter().toInstant()).isEqualTo(far);
    assertThat(old.issue("a", "", List.of("localhost", "127.0.0.1", "::1")).certificate())
        .satisfies(issued -> assertThat(issued.getExtendedKeyUsage()).hasSize(2))
        .satisfies(issued -> assertThat(issued.getSubjectAlternativeNames()).hasSize(3));
  }
}
