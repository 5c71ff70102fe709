using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Labelled rows of a binary task: the confusion matrix and the scores of both classes (exact up to 8,192 rows, above in
/// 4,096 bins on [0, 1]). A corrected label is the old row removed and the new one added. Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// Bounds: counts and calibration sums are exact for any number of rows, ranks of binned scores carry their bounds. Cost: see
/// <see cref="ScoreMultiset"/>. Binary form, version 2: "AMBC", version, varints tp, fp, tn, fn, scores outside [0, 1], NaN
/// positives, NaN negatives, scores.
/// </remarks>
public sealed class BinaryCounters
{
    private const byte Version = 2;

    private ScoreMultiset _scores = new();
    private long _nanPositives;
    private long _nanNegatives;

    /// <summary>Predicted positive, actually positive.</summary>
    public long TruePositives { get; private set; }

    /// <summary>Predicted positive, actually negative.</summary>
    public long FalsePositives { get; private set; }

    /// <summary>Predicted negative, actually negative.</summary>
    public long TrueNegatives { get; private set; }

    /// <summary>Predicted negative, actually positive.</summary>
    public long FalseNegatives { get; private set; }

    /// <summary>Rows whose score is outside [0, 1] (clamped once the scores are binned).</summary>
    public long ScoresOutside { get; private set; }

    /// <summary>Rows whose score is NaN: in the confusion matrix, not among the scores.</summary>
    public long ScoresNaN => _nanPositives + _nanNegatives;

    /// <summary>True while every score is kept as it is.</summary>
    public bool ScoresExact => _scores.IsExact;

    /// <summary>Labelled rows.</summary>
    public long Rows => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    internal ScoreMultiset Scores => _scores;

    private static ReadOnlySpan<byte> Magic => "AMBC"u8;

    /// <summary>Adds one labelled row.</summary>
    /// <param name="score">The positive class's score; any double.</param>
    /// <param name="predictedPositive">What the model answered.</param>
    /// <param name="actualPositive">The label.</param>
    public void Add(double score, bool predictedPositive, bool actualPositive)
    {
        Count(predictedPositive, actualPositive, 1);
        if (double.IsNaN(score))
        {
            CountNaN(actualPositive, 1);
            return;
        }

        ScoresOutside += score is < 0 or > 1 ? 1 : 0;
        _scores.Add(score, actualPositive);
    }

    /// <summary>Takes one row out that was added before; false, and nothing changed, if there is none.</summary>
    public bool Remove(double score, bool predictedPositive, bool actualPositive)
    {
        if (Cell(predictedPositive, actualPositive) == 0)
            return false;
        if (double.IsNaN(score))
        {
            if ((actualPositive ? _nanPositives : _nanNegatives) == 0)
                return false;
            CountNaN(actualPositive, -1);
        }
        else
        {
            var outside = score is < 0 or > 1 ? 1 : 0;
            if (ScoresOutside < outside || !_scores.Remove(score, actualPositive))
                return false;
            ScoresOutside -= outside;
        }

        Count(predictedPositive, actualPositive, -1);
        return true;
    }

    /// <summary>Adds the rows of another window; commutative and associative to the bit.</summary>
    public void Merge(BinaryCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        TruePositives += other.TruePositives;
        FalsePositives += other.FalsePositives;
        TrueNegatives += other.TrueNegatives;
        FalseNegatives += other.FalseNegatives;
        ScoresOutside += other.ScoresOutside;
        _nanPositives += other._nanPositives;
        _nanNegatives += other._nanNegatives;
        _scores.Merge(other._scores);
    }

    /// <summary>The metrics of the rows so far.</summary>
    public BinaryMetrics Metrics() => BinaryMetrics.Of(this);

    /// <summary>The binary form, version 2.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        foreach (var count in (ReadOnlySpan<long>)
            [TruePositives, FalsePositives, TrueNegatives, FalseNegatives, ScoresOutside, _nanPositives, _nanNegatives])
            writer.Varint(count);
        _scores.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static BinaryCounters Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Binary performance counters");
        reader.Header(Magic, Version);
        var counters = new BinaryCounters
        {
            TruePositives = reader.Count("tp"),
            FalsePositives = reader.Count("fp"),
            TrueNegatives = reader.Count("tn"),
            FalseNegatives = reader.Count("fn"),
            ScoresOutside = reader.Count("scores outside"),
            _nanPositives = reader.Count("NaN positives"),
            _nanNegatives = reader.Count("NaN negatives"),
            _scores = ScoreMultiset.Read(ref reader),
        };
        reader.End();
        return counters._scores.Rows + counters.ScoresNaN == counters.Rows
            ? counters
            : throw reader.Malformed("the scores do not add up to the rows");
    }

    private long Cell(bool predicted, bool actual) => (predicted, actual) switch
    {
        (true, true) => TruePositives,
        (true, false) => FalsePositives,
        (false, false) => TrueNegatives,
        _ => FalseNegatives,
    };

    private void Count(bool predicted, bool actual, long by)
    {
        if (predicted && actual)
            TruePositives += by;
        else if (predicted)
            FalsePositives += by;
        else if (actual)
            FalseNegatives += by;
        else
            TrueNegatives += by;
    }

    private void CountNaN(bool positive, long by)
    {
        if (positive)
            _nanPositives += by;
        else
            _nanNegatives += by;
    }
}
