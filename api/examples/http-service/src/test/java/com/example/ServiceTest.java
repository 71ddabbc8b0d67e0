package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ServiceTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void answersManyAtOnceAndRefusesWhatIsNoPicture() throws Exception {
    DataSet digits = DrawnDigits.generate(2, 200);
    try (Service service = Service.start(Service.train(4_000), 0)) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < digits.size(); i++) {
        answers.add(client.sendAsync(request(service, pixels(digits, i)), HttpResponse.BodyHandlers.ofString()));
      }
      int right = 0;
      for (int i = 0; i < digits.size(); i++) {
        HttpResponse<String> answer = answers.get(i).join();
        assertEquals(200, answer.statusCode());
        right += answer.body().startsWith("{\"digit\": " + digits.label(i) + ",") ? 1 : 0;
      }
      assertTrue(right > 150, right + " of 200 right");
      assertEquals(400, client.send(request(service, new byte[3]), HttpResponse.BodyHandlers.ofString()).statusCode());
    }
  }

  private static HttpRequest request(Service service, byte[] body) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + "/predict"))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
  }

  private static byte[] pixels(DataSet digits, int example) {
    float[] input = new float[28 * 28];
    digits.copyInput(example, input, 0);
    byte[] pixels = new byte[input.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(255 * input[i]);
    }
    return pixels;
  }
}
