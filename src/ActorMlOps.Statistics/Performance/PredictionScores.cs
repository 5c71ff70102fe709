using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Scores of a binary task's predictions, labelled or not, by what the model answered: what performance estimation without labels
/// needs of a window. Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// Invariants: adding is commutative, associative and undone by removing, to the bit. Bound: scores exact up to 8,192 rows, above
/// to 1/4,096. Cost: that of a multiset row. Binary form, version 1: "AMPS", version, varints scores outside [0, 1], NaN rows
/// answered positive, NaN rows answered negative, scores.
/// </remarks>
public sealed class PredictionScores
{
    private const byte Version = 1;

    private ScoreMultiset _scores = new();
    private long _nanPositives;
    private long _nanNegatives;

    /// <summary>Predictions.</summary>
    public long Rows => _scores.Rows + ScoresNaN;

    /// <summary>Predictions whose score is NaN.</summary>
    public long ScoresNaN => _nanPositives + _nanNegatives;

    /// <summary>Predictions whose score is outside [0, 1].</summary>
    public long ScoresOutside { get; private set; }

    /// <summary>True while every score is kept as it is.</summary>
    public bool ScoresExact => _scores.IsExact;

    internal ScoreMultiset Scores => _scores;

    private static ReadOnlySpan<byte> Magic => "AMPS"u8;

    /// <summary>Adds one prediction; any double.</summary>
    public void Add(double score, bool predictedPositive)
    {
        if (double.IsNaN(score))
        {
            CountNaN(predictedPositive, 1);
            return;
        }

        ScoresOutside += score is < 0 or > 1 ? 1 : 0;
        _scores.Add(score, predictedPositive);
    }

    /// <summary>Takes one prediction out that was added before; false, and nothing changed, if there is none.</summary>
    public bool Remove(double score, bool predictedPositive)
    {
        if (double.IsNaN(score))
        {
            if ((predictedPositive ? _nanPositives : _nanNegatives) == 0)
                return false;
            CountNaN(predictedPositive, -1);
            return true;
        }

        var outside = score is < 0 or > 1 ? 1 : 0;
        if (ScoresOutside < outside || !_scores.Remove(score, predictedPositive))
            return false;
        ScoresOutside -= outside;
        return true;
    }

    /// <summary>Adds the predictions of another window; commutative and associative to the bit.</summary>
    public void Merge(PredictionScores other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ScoresOutside += other.ScoresOutside;
        _nanPositives += other._nanPositives;
        _nanNegatives += other._nanNegatives;
        _scores.Merge(other._scores);
    }

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(ScoresOutside);
        writer.Varint(_nanPositives);
        writer.Varint(_nanNegatives);
        _scores.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static PredictionScores Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Prediction scores");
        reader.Header(Magic, Version);
        var scores = new PredictionScores
        {
            ScoresOutside = reader.Count("scores outside"),
            _nanPositives = reader.Count("NaN answered positive"),
            _nanNegatives = reader.Count("NaN answered negative"),
            _scores = ScoreMultiset.Read(ref reader),
        };
        reader.End();
        return scores;
    }

    private void CountNaN(bool positive, long by)
    {
        if (positive)
            _nanPositives += by;
        else
            _nanNegatives += by;
    }
}
