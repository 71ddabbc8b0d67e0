package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;
import static docs.errors.Given.file;

import jacquard.api.Model;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.Format;
import jacquard.ir.text.Parser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Graphs as texts, and what is written beside them.
final class TextErrors {
  @ErrorCode("reproducer/pass")
  static final ErrorExample REPRODUCER_PASS = ErrorExample.of(
      () -> {
        Path failure = file("failure.ir", """
            // RUN: pass=fold-everything
            graph @twice(%x: f32[N,4]) {
              %0 = add %x, %x : f32[N,4]
              return y=%0
            }
            """.getBytes(StandardCharsets.UTF_8));
        Given.command("dump", failure.toString());
      },
      () -> {
        Path failure = file("failure.ir", """
            // RUN: pass=simplify
            graph @twice(%x: f32[N,4]) {
              %0 = add %x, %x : f32[N,4]
              return y=%0
            }
            """.getBytes(StandardCharsets.UTF_8));
        Given.command("dump", failure.toString());
      });

  @ErrorCode("text/parse")
  static final ErrorExample TEXT_PARSE = ErrorExample.of(
      () -> Parser.parse("""
          graph @twice(%x: f32[N,4]) {
            %0 = add %x %x : f32[N,4]
            return y=%0
          }
          """),
      () -> Parser.parse("""
          graph @twice(%x: f32[N,4]) {
            %0 = add %x, %x : f32[N,4]
            return y=%0
          }
          """));

  @ErrorCode("dtype/unknown")
  static final ErrorExample DTYPE_UNKNOWN = ErrorExample.of(
      () -> DType.parse("float32"),
      () -> DType.parse("f32"));

  @ErrorCode("constant/absent")
  static final ErrorExample CONSTANT_ABSENT = ErrorExample.of(
      () -> {
        Path file = dumped(linear());
        Compiler.create().compile(Parser.parse(Files.readString(file))).context(1);
      },
      () -> {
        Path file = dumped(linear());
        Map<String, NdArray> data = Safetensors.read(Safetensors.beside(file)).tensors();
        Compiler.create().compile(Parser.parse(file.toString(), Files.readString(file), data)).context(1);
      });

  @ErrorCode("text/constant")
  static final ErrorExample TEXT_CONSTANT = ErrorExample.of(
      () -> {
        Path file = dumped(linear());
        Path data = Safetensors.beside(file);
        byte[] bytes = Files.readAllBytes(data);
        bytes[bytes.length - 1] ^= 1; // as a faulty disk does
        Files.write(data, bytes);
        Given.command("dump", file.toString());
      },
      () -> {
        Path file = dumped(linear());
        Given.command("dump", file.toString());
      });

  @ErrorCode("generic/positions")
  static final ErrorExample GENERIC_POSITIONS = ErrorExample.of(
      () -> Compiler.create().compile(Parser.parse("""
          graph @pool(%x: f32[N,8]) {
            %0 = generic %x {structure=for(n:N, i:8) read(r0=$0[n, i]) first_max out[n, i/2] = r0, type=i32[N,4]} : i32[N,4]
            return y=%0
          }
          """)),
      () -> Compiler.create().compile(Parser.parse("""
          graph @pool(%x: f32[N,8]) {
            %0 = generic %x {structure=for(n:N, i:4, k:2) read(r0=$0[n, 2*i + k]) first_max out[n, i] = r0, type=i32[N,4]} : i32[N,4]
            return y=%0
          }
          """)));

  private TextErrors() {}

  private static Model linear() {
    return define(IMAGE, x -> x.flatten().dense(10));
  }

  /// The text of a program's graph, with the data of its constants in a file beside it.
  private static Path dumped(Model model) throws IOException {
    Path file = file("net.ir");
    model.compile().dump(Format.TEXT, file);
    Safetensors.beside(file).toFile().deleteOnExit();
    return file;
  }
}
