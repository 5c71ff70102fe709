using System.Buffers.Binary;
using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// The sums over labelled scores in [0, 1] that bins of scores do not determine: log loss, squared error, and rows, positives
/// and scores by tenth (index min(floor(10 p), 9)). Scores outside [0, 1] are left out.
/// </summary>
/// <remarks>
/// Invariants: sums of 128-bit integers in units of 2^-70, each row cut to a whole unit, so order, grouping and corrections leave no
/// trace; 2^50 rows do not overflow. Squares of losses count in 1/4096: those of certain and wrong scores are above 1,000. Sums of before
/// there were squares don't know theirs (<see cref="SquaresKnown"/>), nor does what they are merged into. Error: 1e-21 a row beside that of its rounded logarithm or square (1e-16 relative). Cost: one
/// logarithm and some ten integer operations a row, 500 bytes.
/// </remarks>
internal sealed class ScoreSums
{
    public const int Bins = 10;

    // scikit-learn's older clipping: a certain and wrong score costs 34.5 nats, not infinity.
    private const double LogLossClip = 1e-15;

    private const double UnitsInOne = 1L << 35;

    private const double SquareUnit = 4096;

    private readonly long[] _rows = new long[Bins];
    private readonly long[] _positives = new long[Bins];
    private readonly Int128[] _scores = new Int128[Bins];

    public ReadOnlySpan<long> Rows => _rows;

    public ReadOnlySpan<long> Positives => _positives;

    public ReadOnlySpan<Int128> Scores => _scores;

    public Int128 LogLoss { get; private set; }

    public Int128 SquaredError { get; private set; }

    /// <summary>Sum of the fourth powers of (score - label).</summary>
    public Int128 FourthPower { get; private set; }

    /// <summary>Whether there are squares of the losses and of the squared errors.</summary>
    public bool SquaresKnown { get; private set; } = true;

    private Int128 LogLossSquares { get; set; }

    /// <summary>A sum's mean over rows; at least one.</summary>
    public static double Mean(Int128 sum, long rows) => (double)sum / UnitsInOne / UnitsInOne / rows;

    /// <summary>Mean of the squared log losses.</summary>
    public static double LogLossSquare(ScoreSums sums, long rows) => Mean(sums.LogLossSquares, rows) * SquareUnit;

    /// <summary>Adds rows with one score; negative counts take rows out.</summary>
    public void Add(double score, long positives, long negatives)
    {
        if (score is not (>= 0 and <= 1))
            return;
        var bin = Math.Min((int)Math.Floor(10 * score), Bins - 1);
        _rows[bin] += positives + negatives;
        _positives[bin] += positives;
        _scores[bin] += Units(score) * (positives + negatives);
        var p = Math.Clamp(score, LogLossClip, 1 - LogLossClip);
        Add(-Math.Log(p), 1 - score, positives);
        Add(-Math.Log(1 - p), score, negatives);
    }

    public void Merge(ScoreSums other)
    {
        for (var i = 0; i < Bins; i++)
        {
            _rows[i] += other._rows[i];
            _positives[i] += other._positives[i];
            _scores[i] += other._scores[i];
        }

        LogLoss += other.LogLoss;
        SquaredError += other.SquaredError;
        LogLossSquares += other.LogLossSquares;
        FourthPower += other.FourthPower;
        SquaresKnown &= other.SquaresKnown;
    }

    /// <summary>The log loss and squared error sums (16 bytes each), if known their squares, then rows, positives and score sum of each tenth.</summary>
    public void Write(ByteWriter writer)
    {
        Write(writer, LogLoss);
        Write(writer, SquaredError);
        if (SquaresKnown)
        {
            Write(writer, LogLossSquares);
            Write(writer, FourthPower);
        }

        for (var i = 0; i < Bins; i++)
        {
            writer.Varint(_rows[i]);
            writer.Varint(_positives[i]);
            Write(writer, _scores[i]);
        }
    }

    public static ScoreSums Read(ref ByteReader reader, bool squares)
    {
        var sums = new ScoreSums { LogLoss = ReadSum(ref reader), SquaredError = ReadSum(ref reader), SquaresKnown = squares };
        if (squares)
            (sums.LogLossSquares, sums.FourthPower) = (ReadSum(ref reader), ReadSum(ref reader));
        for (var i = 0; i < Bins; i++)
        {
            (sums._rows[i], sums._positives[i]) = (reader.Count("rows of a tenth"), reader.Count("positives of a tenth"));
            if (sums._positives[i] > sums._rows[i])
                throw reader.Malformed("a tenth has more positives than rows");
            sums._scores[i] = ReadSum(ref reader);
        }

        return sums;
    }

    private void Add(double loss, double error, long rows)
    {
        if (rows == 0)
            return;
        var square = error * error;
        LogLoss += Units(loss) * rows;
        SquaredError += Units(square) * rows;
        LogLossSquares += Units(loss * loss / SquareUnit) * rows;
        FourthPower += Units(square * square) * rows;
    }

    private static Int128 Units(double value) => (Int128)(value * UnitsInOne * UnitsInOne);

    private static void Write(ByteWriter writer, Int128 sum)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, sum);
        writer.Bytes(bytes);
    }

    private static Int128 ReadSum(ref ByteReader reader)
    {
        var sum = BinaryPrimitives.ReadInt128LittleEndian(reader.Take(16));
        return sum >= 0 ? sum : throw reader.Malformed("a sum of losses or scores is negative");
    }
}
