package jacquard.api.run;

import jacquard.ir.UserError;
import java.util.function.Supplier;

/// Work that an interrupt of its thread must not break: the interrupt is put aside and restored afterwards.
public final class Uninterrupted {
  private Uninterrupted() {}

  /// Runs `work` with an interrupt that came before put aside; one that comes meanwhile reaches it.
  public static void run(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      restore(interrupted);
    }
  }

  /// As `run`, for work that reads: what it gives.
  public static <T> T get(Supplier<T> work) {
    boolean interrupted = Thread.interrupted();
    try {
      return work.get();
    } finally {
      restore(interrupted);
    }
  }

  /// Writes a file. An interrupt closes the file that its thread is writing; it is then written again, from the start.
  public static void write(Runnable write) {
    boolean interrupted = Thread.interrupted();
    try {
      boolean written = false;
      while (!written) {
        try {
          write.run();
          written = true;
        } catch (UserError e) {
          if (!Thread.interrupted()) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      restore(interrupted);
    }
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
