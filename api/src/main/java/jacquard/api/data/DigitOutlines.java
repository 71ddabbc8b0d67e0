package jacquard.api.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Strokes of the ten digits in the unit square, x to the right and y down, in a few hands each.
///
/// The paths are written as in SVG: `M` moves the pen, `L` draws a line, `C` a cubic Bézier curve. A parsed outline is a row of
/// `{x, y}` (move) and `{x1, y1, x2, y2, x, y}` (curve); a line becomes a curve.
final class DigitOutlines {
  private static final Pattern PART = Pattern.compile("([MLC]) ([^MLC]*)");

  private static final String[][] PATHS = {
    { // 0: round, and narrow with crossing ends
      "M .5 .1 C .12 .1 .12 .9 .5 .9 C .88 .9 .88 .1 .5 .1",
      "M .58 .1 C .28 .1 .2 .9 .48 .9 C .76 .9 .82 .08 .46 .14",
    },
    { // 1: bare, with a flag, with flag and foot
      "M .5 .1 L .5 .9",
      "M .36 .28 L .53 .1 L .53 .9",
      "M .36 .26 L .52 .1 L .52 .9 M .34 .9 L .7 .9",
    },
    { // 2: sharp, and with a loop at the foot
      "M .24 .3 C .26 .12 .42 .1 .5 .1 C .68 .1 .76 .2 .74 .34 C .72 .52 .4 .7 .24 .9 L .78 .9",
      "M .26 .28 C .3 .08 .74 .04 .72 .32 C .7 .56 .5 .76 .34 .86 C .2 .92 .2 .76 .34 .76 C .5 .76 .6 .92 .8 .84",
    },
    { // 3: round, and with a flat top
      "M .26 .2 C .34 .08 .72 .06 .72 .28 C .72 .44 .56 .47 .42 .47 C .6 .47 .78 .52 .77 .7 C .75 .94 .34 .94 .23 .78",
      "M .25 .12 L .74 .12 L .46 .42 C .66 .42 .78 .52 .77 .68 C .75 .94 .34 .94 .23 .8",
    },
    { // 4: open and closed
      "M .3 .1 L .24 .55 L .78 .55 M .64 .2 L .62 .9",
      "M .62 .9 L .62 .1 L .2 .62 L .8 .62",
    },
    { // 5: angular and round
      "M .74 .12 L .32 .12 L .29 .45 C .44 .36 .76 .38 .76 .64 C .76 .92 .38 .96 .24 .8",
      "M .72 .14 C .6 .12 .44 .12 .34 .14 C .32 .26 .3 .36 .28 .46 C .5 .38 .74 .46 .72 .66 C .7 .9 .4 .94 .26 .84",
    },
    { // 6: with a bent and with a straight stem
      "M .66 .12 C .42 .2 .26 .42 .26 .66 C .26 .84 .38 .9 .5 .9 C .66 .9 .74 .8 .74 .68 C .74 .54 .64 .48 .52 .48 "
          + "C .38 .48 .28 .56 .26 .68",
      "M .58 .08 C .4 .3 .26 .55 .3 .74 C .34 .94 .66 .94 .7 .74 C .73 .56 .44 .5 .32 .66",
    },
    { // 7: plain, with a bar, with a hook
      "M .22 .12 L .78 .12 C .62 .36 .5 .62 .44 .9",
      "M .22 .12 L .78 .12 C .62 .36 .5 .62 .44 .9 M .36 .52 L .74 .52",
      "M .24 .24 L .24 .12 L .78 .12 L .42 .9",
    },
    { // 8: two rings, and one bent stroke
      "M .5 .47 C .3 .42 .26 .1 .5 .1 C .74 .1 .7 .42 .5 .47 C .2 .54 .18 .9 .5 .9 C .82 .9 .8 .54 .5 .47",
      "M .7 .2 C .6 .06 .3 .08 .32 .28 C .34 .48 .72 .52 .72 .72 C .72 .94 .28 .94 .28 .72 C .28 .52 .66 .44 .7 .2",
    },
    { // 9: with a bent and with a straight stem
      "M .73 .34 C .72 .2 .62 .1 .48 .1 C .34 .1 .25 .2 .26 .34 C .27 .48 .38 .54 .5 .53 C .64 .52 .72 .44 .73 .34 "
          + "C .74 .56 .7 .74 .62 .9",
      "M .7 .3 C .66 .06 .28 .08 .28 .32 C .28 .56 .64 .56 .7 .3 L .68 .9",
    },
  };

  private DigitOutlines() {}

  /// The outlines of every digit: `all().get(digit).get(hand)`.
  static List<List<List<double[]>>> all() {
    return Arrays.stream(PATHS).map(hands -> Arrays.stream(hands).map(DigitOutlines::parse).toList()).toList();
  }

  private static List<double[]> parse(String path) {
    var outline = new ArrayList<double[]>();
    double x = 0;
    double y = 0;
    for (Matcher part = PART.matcher(path); part.find();) {
      double[] p = Arrays.stream(part.group(2).split(" ")).mapToDouble(Double::parseDouble).toArray();
      if (part.group(1).equals("L")) {
        p = new double[] {(2 * x + p[0]) / 3, (2 * y + p[1]) / 3, (x + 2 * p[0]) / 3, (y + 2 * p[1]) / 3, p[0], p[1]};
      }
      outline.add(p);
      x = p[p.length - 2];
      y = p[p.length - 1];
    }
    return outline;
  }
}
