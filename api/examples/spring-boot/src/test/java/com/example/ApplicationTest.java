package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Program;
import jacquard.api.data.DrawnDigits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ApplicationTest {
  @Autowired private Environment environment;
  @Autowired private Program program;

  @Test
  void givesTheScoresThatTheProgramGives() throws Exception {
    float[] digit = new float[28 * 28];
    DrawnDigits.generate(2, 1).copyInput(0, digit, 0);
    HttpResponse<String> answer = post(Arrays.toString(digit));
    assertEquals(200, answer.statusCode(), answer.body());
    String[] numbers = answer.body().substring(1, answer.body().length() - 1).split(",");
    float[] scores = new float[numbers.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.parseFloat(numbers[i]);
    }
    assertArrayEquals(program.predict(digit), scores);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    HttpResponse<String> answer = post("[1, 2, 3]");
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("784"), answer.body());
  }

  private HttpResponse<String> post(String json) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + "/predict");
    return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
