package com.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.data.DrawnDigits;
import jacquard.api.nets.Nets;
import jacquard.api.watch.Listeners;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;

/// Names digits over HTTP: `POST /predict` with the 784 bytes of a picture answers `{"digit": 7, "probability": 0.993}`.
///
/// Each request has a virtual thread of its own; what they ask for at the same time runs as one batch.
///
/// ```
/// head -c 784 /dev/urandom | curl --data-binary @- http://localhost:8080/predict
/// ```
public final class Service implements AutoCloseable {
  private static final int PIXELS = 28 * 28;
  private static final Path FILE = Path.of("target", "lenet5.safetensors");

  private final Program.Batching batching;
  private final HttpServer server;

  private Service(Model model, int port) throws IOException {
    this.batching = model.compile().batching(32, Duration.ofMillis(2));
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/predict", this::predict);
    server.start();
  }

  /// Serves on the loopback interface; port 0 takes any that is free.
  static Service start(Model model, int port) throws IOException {
    return new Service(model, port);
  }

  public static void main(String[] arguments) throws IOException {
    Model model = Files.exists(FILE) ? Model.open(FILE) : train(8_000);
    model.save(FILE);
    Service service = start(model, arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080);
    System.out.println("listening on " + service.port());
  }

  static Model train(int examples) {
    return Nets.define("lenet5").trainer(t -> t.epochs(2).listener(Listeners.progress())).fit(DrawnDigits.generate(1, examples)).model();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void predict(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] pixels = exchange.getRequestBody().readNBytes(PIXELS + 1);
      if (pixels.length != PIXELS) {
        answer(exchange, 400, "{\"error\": \"a picture is 784 bytes, 28 rows of 28\"}");
        return;
      }
      float[] input = new float[PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        input[i] = (pixels[i] & 0xff) / 255f;
      }
      float[] logits = batching.predict(input);
      int digit = 0;
      for (int i = 1; i < logits.length; i++) {
        digit = logits[i] > logits[digit] ? i : digit;
      }
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit - logits[digit]);
      }
      answer(exchange, 200, String.format(Locale.ROOT, "{\"digit\": %d, \"probability\": %.3f}", digit, 1 / sum));
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
