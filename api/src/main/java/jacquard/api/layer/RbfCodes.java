package jacquard.api.layer;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;

/// Class codes of ±1 for an [Tensor#rbf(int)][jacquard.api.Tensor#rbf(int)] layer, `[classes, length]`.
///
/// Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", section II.B: codes far
/// apart and of components ±1 keep the sigmoids before them in the middle of their range.
public final class RbfCodes {
  private static final int GLYPH_WIDTH = 7;
  private static final int GLYPHS = 10;
  private static final int GLYPH_HEIGHT = 12;
  /// Ten digits of 7x12 pixels side by side.
  private static final String DIGITS = """
      ..###.. ...#... ..###.. ####### .....#. ####### ...###. ####### ..###.. ..###..
      .#...#. ..##... .#...#. .....#. ....##. #...... ..#.... ......# .#...#. .#...#.
      #.....# .#.#... #.....# ....#.. ...#.#. #...... .#..... ......# #.....# #.....#
      #.....# #..#... ......# ...#... ..#..#. #...... #...... .....#. #.....# #.....#
      #.....# ...#... ......# ..###.. .#...#. #####.. #.###.. .....#. .#...#. #.....#
      #.....# ...#... .....#. .....#. #....#. .....#. ##...#. ....#.. ..###.. .#...##
      #.....# ...#... ....#.. ......# #....#. ......# #.....# ....#.. .#...#. ..###.#
      #.....# ...#... ...#... ......# ####### ......# #.....# ...#... #.....# ......#
      #.....# ...#... ..#.... ......# .....#. ......# #.....# ...#... #.....# ......#
      #.....# ...#... .#..... #.....# .....#. #.....# #.....# ..#.... #.....# .....#.
      .#...#. ...#... #...... .#...#. .....#. .#...#. .#...#. ..#.... .#...#. ....#..
      ..###.. ####### ####### ..###.. .....#. ..###.. ..###.. ..#.... ..###.. .###...
      """;

  private RbfCodes() {}

  /// The digits 0 to 9 as bitmaps of 7x12 pixels, row by row: 1 where there is ink, −1 elsewhere; `[10, 84]`.
  ///
  /// The pictures are this project's own; the paper shows its, but not as numbers.
  public static NdArray digits() {
    String[] rows = DIGITS.split("\n");
    int length = GLYPH_WIDTH * GLYPH_HEIGHT;
    NdArray codes = NdArray.zeros(new TensorType(DType.F64, Shape.of(GLYPHS, length)));
    for (int digit = 0; digit < GLYPHS; digit++) {
      for (int j = 0; j < length; j++) {
        char pixel = rows[j / GLYPH_WIDTH].charAt(digit * (GLYPH_WIDTH + 1) + j % GLYPH_WIDTH);
        codes.set(digit * length + j, pixel == '#' ? 1 : -1);
      }
    }
    return codes;
  }

  /// Rows of a Hadamard matrix: `code[c][j] = (−1)^popcount((c + 1) & j)`, the first `length` columns.
  ///
  /// Where `length` is a multiple of a power of two above `classes`, any two codes differ in half of their places.
  /// Source: Sylvester 1867, "Thoughts on inverse orthogonal matrices".
  public static NdArray hadamard(int classes, int length) {
    NdArray codes = NdArray.zeros(new TensorType(DType.F64, Shape.of(classes, length)));
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < length; j++) {
        codes.set(c * length + j, Integer.bitCount((c + 1) & j) % 2 == 0 ? 1 : -1);
      }
    }
    return codes;
  }
}
