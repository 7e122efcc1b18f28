package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.net.NetListener.Direction;
import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.net.tls.TlsFailure;
import dev.balsa.net.tls.TlsFiles;
import dev.balsa.net.tls.TlsSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers whose TLS is not that of a member: its version, its dates, its pace. */
class TlsPeersTest {
  private static final String TLS_1_2 = "TLSv1.2";

  private final Members members = new Members(2);
  @TempDir Path folder;
  private Authority authority;

  @BeforeEach
  void makeAuthority() {
    authority = new Authority(folder);
  }

  private NetSettings settings(TlsFiles files) {
    return members.settings(1).withSecurity(new Security.Tls(files), Authority.CLUSTER);
  }

  private Node one(TlsFiles files) {
    return new Node(settings(files)).start();
  }

  private Node hasty() {
    return new Node(
            settings(authority.member(1))
                .withLimits(Members.QUICK.withTimes(10, 1000, 100, 50, 2000)))
        .start();
  }

  /** Dials a member with plain Java TLS. */
  private SSLSocket dial(TlsFiles files) throws IOException, CertificateFilesException {
    InetSocketAddress address = members.address(1);
    return secured(
        (SSLSocket)
            TlsSockets.of(authority.file("ca.crt"), files.certificate(), files.key())
                .createSocket(address.getAddress(), address.getPort()));
  }

  /** Takes a connection of a member with plain Java TLS. */
  private SSLSocket accept(ServerSocket server, TlsFiles files)
      throws IOException, CertificateFilesException {
    Socket plain = server.accept();
    SSLSocket socket =
        (SSLSocket)
            TlsSockets.of(authority.file("ca.crt"), files.certificate(), files.key())
                .createSocket(plain, "member", plain.getPort(), true);
    socket.setUseClientMode(false);
    return secured(socket);
  }

  private static SSLSocket secured(SSLSocket socket) throws IOException {
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void only12(SSLSocket socket) {
    socket.setEnabledProtocols(new String[] {TLS_1_2});
  }

  /** With TLS 1.3 the one who dials is done before its certificate is looked at. */
  private static void handshakeAndRead(SSLSocket socket) throws IOException {
    socket.startHandshake();
    assertThat(socket.getInputStream().read()).isNegative();
  }

  @Test
  void whoSpeaksTls12OnlyIsRefusedOnBothSidesWithAReason() throws Exception {
    try (Node one = one(authority.member(1));
        SSLSocket old = dial(authority.member(2))) {
      only12(old);
      assertThatThrownBy(old::startHandshake)
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("protocol_version");
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .startsWith("the two sides have no version of TLS in common (")
          .contains(TLS_1_2)
          .endsWith("it is 1.3, and 1.2 as well only where that was allowed (--tls-min-version)");
    }
  }

  @Test
  void aMemberDoesNotTalkToOneThatSpeaksTls12Only() throws Exception {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = one(authority.member(1));
        SSLSocket old = accept(server, authority.member(2))) {
      only12(old);
      assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
      assertThat(one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .startsWith("the two sides have no version of TLS in common (");
    }
  }

  @Test
  void whereTls12IsAllowedBothVersionsAreSpoken() throws Exception {
    try (Node one = one(authority.member(1).withTls12());
        SSLSocket old = dial(authority.member(2));
        SSLSocket now = dial(authority.member(2))) {
      only12(old);
      old.startHandshake();
      assertThat(old.getSession().getProtocol()).isEqualTo(TLS_1_2);
      now.startHandshake();
      assertThat(now.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(one.count("refused")).isZero();
    }
  }

  @Test
  void whoDialsWithAnExpiredCertificateIsRefusedWithTheReason() throws Exception {
    try (Node one = one(authority.member(1));
        SSLSocket late = dial(authority.files(authority.expired(2)))) {
      assertThatThrownBy(() -> handshakeAndRead(late)).isInstanceOf(IOException.class);
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .startsWith("the other side's certificate has expired (")
          .endsWith("; renew it");
    }
  }

  @Test
  void whoAnswersWithAnExpiredCertificateIsRefusedWithTheReason() throws Exception {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = one(authority.member(1));
        SSLSocket late = accept(server, authority.files(authority.expired(2)))) {
      assertThatThrownBy(() -> handshakeAndRead(late)).isInstanceOf(IOException.class);
      assertThat(one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.NOT_TRUSTED).text())
          .startsWith("the other side's certificate has expired (")
          .endsWith("; renew it");
    }
  }

  @Test
  void whoIsRefusedLooksAtItsOwnDatesFirst() {
    SSLException refused = new SSLHandshakeException("Received fatal alert: certificate_unknown");
    assertThat(TlsFailure.text(refused, authority.expired(2).certificate()))
        .startsWith("the other side does not accept this side's certificate, which is valid from ")
        .endsWith(" and not now; renew it, or set the clock");
    assertThat(TlsFailure.text(refused, authority.issue(2).certificate()))
        .startsWith("the other side does not accept this side's certificate or its TLS (");
    assertThat(TlsFailure.text(refused, null)).contains("certificate_unknown");
  }

  @Test
  void whoDoesNotBeginTlsLosesItsPlaceInTime() throws IOException {
    try (Node one = hasty();
        RawPeer silent = RawPeer.dial(members.address(1))) {
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.TIMEOUT).text())
          .isEqualTo("no handshake within 100 ms");
      silent.awaitEnd();
    }
  }

  @Test
  void whoStopsInTheMiddleOfTlsLosesItsPlaceInTime() throws IOException {
    try (Node one = hasty();
        RawPeer slow = RawPeer.dial(members.address(1))) {
      // The head of a handshake record of 512 bytes, and the first of them.
      slow.sendBytes(new byte[] {0x16, 3, 1, 2, 0, 1});
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.TIMEOUT).text())
          .isEqualTo("no handshake within 100 ms");
      slow.awaitEnd();
    }
  }

  @Test
  void oneAddressDoesNotTakeAllPlacesOfThoseWhoWait() throws IOException {
    NetSettings few =
        settings(authority.member(1)).withLimits(Members.QUICK.withHandshakesMax(10, 2));
    try (Node one = new Node(few).start();
        RawPeer first = RawPeer.dial(members.address(1));
        RawPeer second = RawPeer.dial(members.address(1));
        RawPeer third = RawPeer.dial(members.address(1))) {
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.TOO_MANY).text())
          .isEqualTo("more than 2 connections of one address wait for their handshake");
      first.awaitEnd();
      assertThat(second).isNotSameAs(third);
    }
  }
}
