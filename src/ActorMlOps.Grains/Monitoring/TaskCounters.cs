using System.Globalization;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Performance counters of a version's task: what joined rows add up to. Adding and taking away are exact inverses.</summary>
internal sealed class TaskCounters
{
    private readonly OutputSpec _output;
    private readonly BinaryCounters? _binary;
    private readonly MulticlassCounters? _classes;
    private readonly RegressionCounters? _values;
    private readonly List<RegressionCounters> _parts = [];

    public TaskCounters(OutputSpec output, ReadOnlySpan<byte> encoded = default)
    {
        _output = output;
        switch (output.Task)
        {
            case TaskKind.Binary:
                _binary = encoded.IsEmpty ? new() : BinaryCounters.Decode(encoded);
                break;
            case TaskKind.Multiclass:
                _classes = encoded.IsEmpty ? new() : MulticlassCounters.Decode(encoded);
                break;
            case TaskKind.Regression:
                _values = encoded.IsEmpty ? new() : RegressionCounters.Decode(encoded);
                break;
        }
    }

    public BinaryCounters? Binary => _binary;

    public MulticlassCounters? Multiclass => _classes;

    public RegressionCounters? Regression => _values;

    /// <summary>The rows of a regression in random parts, if they came so.</summary>
    public IReadOnlyCollection<RegressionCounters> Parts => _parts;

    /// <summary>Rows predicted right; null for a regression.</summary>
    public long? Right => _binary is { } b
        ? b.TruePositives + b.TrueNegatives
        : _classes is { } c ? c.Classes.Sum(name => c.Count(name, name)) + c.OverflowCorrect : null;

    /// <summary>Number of joined rows.</summary>
    public long Rows => _binary?.Rows ?? _classes?.Rows ?? _values?.Rows ?? 0;

    /// <summary>Rows by the class of their label; null for a regression.</summary>
    public IReadOnlyDictionary<string, long>? Labels(OutputSpec output)
    {
        if (_binary is { } b)
        {
            return new Dictionary<string, long>
            {
                [output.Classes[output.PositiveIndex]] = b.TruePositives + b.FalseNegatives,
                [output.Classes[1 - output.PositiveIndex]] = b.TrueNegatives + b.FalsePositives,
            };
        }
        return _classes?.Classes.ToDictionary(actual => actual, actual => _classes.Classes.Sum(predicted => _classes.Count(actual, predicted)));
    }

    /// <summary>Class index or value that a label stands for; null: it is none of the task's, and why.</summary>
    public static (double? Actual, string? Error) Parse(OutputSpec output, string label)
    {
        if (output.Task == TaskKind.Regression)
        {
            // No thousands separators: "1,5" is a mistake, not fifteen.
            return double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? (value, null)
                : (null, $"'{label}' is not a finite number; the model is a regression.");
        }
        var index = Array.IndexOf(output.Classes, label);
        if (index < 0 && label is "true" or "false")
            index = Array.IndexOf(output.Classes, label == "true" ? "1" : "0");
        return index >= 0
            ? (index, null)
            : (null, $"'{label}' is not one of the classes {string.Join(", ", output.Classes.Take(20))}.");
    }

    public void Add(in LedgerEntry entry, double actual)
    {
        _binary?.Add(entry.Score, entry.Predicted == _output.PositiveIndex, actual == _output.PositiveIndex);
        _classes?.Add(ClassName(entry.Predicted), ClassName(actual));
        _values?.Add(entry.Predicted, actual);
    }

    public void Remove(in LedgerEntry entry, double actual)
    {
        _binary?.Remove(entry.Score, entry.Predicted == _output.PositiveIndex, actual == _output.PositiveIndex);
        _classes?.Remove(ClassName(entry.Predicted), ClassName(actual));
        _values?.Remove(entry.Predicted, actual);
    }

    public void Merge(TaskCounters other)
    {
        if (other._binary is not null)
            _binary?.Merge(other._binary);
        if (other._classes is not null)
            _classes?.Merge(other._classes);
        if (other._values is not null)
            _values?.Merge(other._values);
    }

    /// <summary>Merges rows that a hash of their prediction, and so chance, has brought together; they stay known as a part.</summary>
    public void MergePart(TaskCounters part)
    {
        Merge(part);
        if (part._values is not null)
            _parts.Add(part._values);
    }

    public byte[] Encode() => _binary?.Encode() ?? _classes?.Encode() ?? _values?.Encode() ?? [];

    /// <summary>"?" for a predicted class that the version does not know.</summary>
    private string ClassName(double index) => index >= 0 && index < _output.Classes.Length ? _output.Classes[(int)index] : "?";
}
