package jacquard.api.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where results are printed. `PrintWriter` and `System.out` swallow what goes wrong; this keeps the first failure, so that a full disk is
/// not taken for success.
final class ResultWriter extends PrintWriter {
  private final Kept stream;
  private final boolean pipe;

  /// `pipe` says that the stream is one, where that is known.
  ResultWriter(OutputStream stream, Charset charset, boolean pipe) {
    this(new Kept(stream), charset, pipe);
  }

  private ResultWriter(Kept stream, Charset charset, boolean pipe) {
    super(new OutputStreamWriter(stream, charset), true);
    this.stream = stream;
    this.pipe = pipe;
  }

  /// Whether `failure` means that the reader has gone away. The system's message may be in any language; a pipe fails for no other reason.
  boolean isClosed(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return pipe || message.contains("broken pipe") || message.contains("connection reset");
  }

  /// Why something printed so far was lost; what is still buffered is written first.
  Optional<IOException> failure() {
    return checkError() ? Optional.of(stream.failure == null ? new IOException("the output is closed") : stream.failure) : Optional.empty();
  }

  /// Remembers the first failure.
  private static final class Kept extends FilterOutputStream {
    private @Nullable IOException failure;

    Kept(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
