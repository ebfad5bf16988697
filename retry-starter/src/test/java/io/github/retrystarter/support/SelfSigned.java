package io.github.retrystarter.support;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A TLS listener whose certificate nobody trusts. No key is stored: each one is made anew. */
public final class SelfSigned {

  /** 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
  private static final byte[] ALGORITHM =
      der(0x30, der(0x06, bytes(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02)));

  private static final char[] PASSWORD = "test".toCharArray();

  private SelfSigned() {}

  public static ServerSocket listener() throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", keys.getPrivate(), PASSWORD, new Certificate[] {certificate(keys)});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** X.509 version 1 (RFC 5280, section 4.1), by hand: the JDK has no public API to make one. */
  private static Certificate certificate(KeyPair keys)
      throws GeneralSecurityException, IOException {
    byte[] commonName = der(0x30, der(0x06, bytes(0x55, 0x04, 0x03)), text(0x0C, "localhost"));
    byte[] name = der(0x30, der(0x31, commonName));
    byte[] validity = der(0x30, text(0x17, "200101000000Z"), text(0x17, "491231235959Z"));
    byte[] content =
        der(
            0x30,
            der(0x02, BigInteger.ONE.toByteArray()),
            ALGORITHM,
            name,
            validity,
            name,
            keys.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(content);
    byte[] signed = der(0x30, content, ALGORITHM, der(0x03, bytes(0), signature.sign()));
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(signed));
  }

  private static byte[] text(int tag, String text) {
    return der(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Tag, length, value; lengths of up to two bytes. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      value.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (value.size() < 0x80) {
      all.write(value.size());
    } else {
      all.writeBytes(bytes(0x82, value.size() >> 8, value.size()));
    }
    all.writeBytes(value.toByteArray());
    return all.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
