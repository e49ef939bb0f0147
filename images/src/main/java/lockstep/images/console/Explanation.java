package lockstep.images.console;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import lockstep.images.Explained;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;

/// Any failure as a [Problem]: the words for people, the code for scripts.
public final class Explanation {
  private Explanation() {}

  /// Never fails; a throwable nobody expected becomes `E-INTERNAL`.
  public static Problem of(Throwable thrown) {
    return switch (thrown) {
      case Explained e -> e.problem();
      case IntegrityException e ->
          new Problem(
              "E-INTEGRITY",
              "",
              said(e),
              "fetch or build the object again; do not trust this copy");
      case FileSystemException e -> ofFile(e);
      case UnknownHostException e ->
          new Problem(
              "E-NETWORK",
              "",
              "the host " + said(e) + " is not known",
              "check the name and the DNS");
      case ConnectException e ->
          new Problem(
              "E-NETWORK", "", unreached(e), "check the server's address, and that it runs");
      case SSLException e ->
          new Problem(
              "E-TLS",
              "",
              "no secure connection: " + said(e),
              "check the server's certificate and which authority is trusted");
      case HttpTimeoutException _ ->
          new Problem("E-NETWORK", "", "the server did not answer in time", "try again later");
      case IOException e -> ofInputOutput("", said(e));
      case OutOfMemoryError _ ->
          new Problem("E-MEMORY", "", "the heap is too small for this work", "raise -Xmx");
      default ->
          new Problem(
              "E-INTERNAL",
              "",
              thrown.getClass().getSimpleName() + ": " + said(thrown),
              "this is a bug in Lockstep: please report it with the output of the same command under --debug");
    };
  }

  private static Problem ofFile(FileSystemException e) {
    String path = Inert.text(Objects.requireNonNullElse(e.getFile(), ""));
    return switch (e) {
      case NoSuchFileException _ ->
          new Problem("E-NO-FILE", path, "there is no such file or directory", "check the path");
      case AccessDeniedException _ ->
          new Problem("E-PERMISSION", path, "permission denied", "run as a user who may do this");
      case FileAlreadyExistsException _ ->
          new Problem("E-EXISTS", path, "it exists already", "choose another name, or remove it");
      case NotDirectoryException _ ->
          new Problem("E-NO-DIRECTORY", path, "it is not a directory", "check the path");
      default -> ofInputOutput(path, Objects.requireNonNullElse(e.getReason(), said(e)));
    };
  }

  /// The kernel's words are all the JDK keeps of its error number.
  private static Problem ofInputOutput(String path, String said) {
    if (said.toLowerCase(Locale.ROOT).contains("no space left on")) {
      return new Problem(
          "E-SPACE", path, said, "free some space or some inodes, and run the command again");
    }
    return new Problem("E-IO", path, said, "mend the cause and run the command again");
  }

  /// java.net.http hides what happened in the causes, and some of them have no message.
  private static String unreached(ConnectException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "the host is not known";
      }
    }
    String message = Objects.requireNonNullElse(e.getMessage(), "");
    return message.isEmpty() || message.contains("refused")
        ? "the connection was refused"
        : message;
  }

  private static String said(Throwable thrown) {
    String message = thrown.getMessage();
    if (message != null && !message.isBlank()) {
      return message;
    }
    Throwable cause = thrown.getCause();
    return cause != null ? said(cause) : thrown.getClass().getSimpleName();
  }
}
