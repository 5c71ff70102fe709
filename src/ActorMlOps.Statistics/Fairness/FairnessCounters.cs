using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Fairness;

/// <summary>
/// Predictions and labelled rows of a binary task by the groups of one sensitive attribute. At most <see cref="MaxGroups"/>
/// groups; rows of further ones are only counted (<see cref="OverflowPredictions"/>). Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// Invariants: counts are exact; while the groups stay within the bound, adding and merging are commutative and associative and
/// removing undoes adding, to the bit; an empty group is forgotten. Cost: a dictionary step and that of
/// <see cref="BinaryCounters"/>. Binary form, version 1: "AMFC", version, varints overflow predictions and labels, groups; each:
/// name, varints predictions and selected, varint length and bytes of its labelled rows.
/// </remarks>
public sealed class FairnessCounters
{
    /// <summary>Most groups told apart.</summary>
    public const int MaxGroups = 100;

    private const byte Version = 1;

    private readonly SortedDictionary<string, GroupCounters> _groups = new(StringComparer.Ordinal);

    /// <summary>The groups' names in ordinal order; "" for rows without a value of the attribute.</summary>
    public IReadOnlyCollection<string> Names => _groups.Keys;

    /// <summary>Predictions of all groups told apart.</summary>
    public long Predictions => _groups.Values.Sum(group => group.Predictions);

    /// <summary>Predictions of groups beyond the bound.</summary>
    public long OverflowPredictions { get; private set; }

    /// <summary>Labelled rows of groups beyond the bound.</summary>
    public long OverflowLabels { get; private set; }

    internal IReadOnlyDictionary<string, GroupCounters> Groups => _groups;

    private static ReadOnlySpan<byte> Magic => "AMFC"u8;

    /// <summary>Predictions by group.</summary>
    public IReadOnlyDictionary<string, long> PredictionsByGroup() => _groups.ToDictionary(g => g.Key, g => g.Value.Predictions);

    /// <summary>Adds one prediction.</summary>
    /// <param name="group">Value of the attribute; null and "" are one group, the missing.</param>
    /// <param name="predictedPositive">True if the row was selected.</param>
    public void AddPrediction(string? group, bool predictedPositive)
    {
        if (Admit(group ?? "") is not { } counters)
        {
            OverflowPredictions++;
            return;
        }

        counters.Predictions++;
        counters.Selected += predictedPositive ? 1 : 0;
    }

    /// <summary>Adds many rows of one group.</summary>
    /// <param name="group">Value of the attribute; null and "" are one group, the missing.</param>
    /// <param name="predictions">Rows predicted, at least 0.</param>
    /// <param name="selected">Those of them that were predicted positive.</param>
    /// <param name="labelled">Rows whose label is in; null: none.</param>
    public void Add(string? group, long predictions, long selected, BinaryCounters? labelled)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(selected);
        ArgumentOutOfRangeException.ThrowIfLessThan(predictions, selected);
        if (predictions == 0 && (labelled?.Rows ?? 0) == 0)
            return;
        if (Admit(group ?? "") is not { } counters)
        {
            OverflowPredictions += predictions;
            OverflowLabels += labelled?.Rows ?? 0;
            return;
        }

        counters.Predictions += predictions;
        counters.Selected += selected;
        if (labelled is not null)
            counters.Labelled.Merge(labelled);
    }

    /// <summary>Takes one prediction out that was added before; false, and nothing changed, if there is none.</summary>
    public bool RemovePrediction(string? group, bool predictedPositive)
    {
        if (!_groups.TryGetValue(group ?? "", out var counters))
            return OverflowPredictions > 0 && OverflowPredictions-- > 0;
        if ((predictedPositive ? counters.Selected : counters.Predictions - counters.Selected) == 0)
            return false;
        counters.Predictions--;
        counters.Selected -= predictedPositive ? 1 : 0;
        ForgetIfEmpty(group ?? "");
        return true;
    }

    /// <summary>Adds the label of one prediction.</summary>
    /// <param name="group">Value of the attribute; null and "" are one group, the missing.</param>
    /// <param name="score">The positive class's score; any double.</param>
    /// <param name="predictedPositive">What the model answered.</param>
    /// <param name="actualPositive">The label.</param>
    public void AddLabel(string? group, double score, bool predictedPositive, bool actualPositive)
    {
        if (Admit(group ?? "") is { } counters)
            counters.Labelled.Add(score, predictedPositive, actualPositive);
        else
            OverflowLabels++;
    }

    /// <summary>Takes one label out that was added before; false, and nothing changed, if there is none.</summary>
    public bool RemoveLabel(string? group, double score, bool predictedPositive, bool actualPositive)
    {
        if (!_groups.TryGetValue(group ?? "", out var counters))
            return OverflowLabels > 0 && OverflowLabels-- > 0;
        if (!counters.Labelled.Remove(score, predictedPositive, actualPositive))
            return false;
        ForgetIfEmpty(group ?? "");
        return true;
    }

    /// <summary>Adds the rows of another window.</summary>
    public void Merge(FairnessCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (name, theirs) in other._groups.ToArray())
        {
            if (Admit(name) is not { } ours)
            {
                OverflowPredictions += theirs.Predictions;
                OverflowLabels += theirs.Labelled.Rows;
                continue;
            }

            ours.Predictions += theirs.Predictions;
            ours.Selected += theirs.Selected;
            ours.Labelled.Merge(theirs.Labelled);
        }

        OverflowPredictions += other.OverflowPredictions;
        OverflowLabels += other.OverflowLabels;
    }

    /// <summary>The figures of the rows so far.</summary>
    /// <param name="privilegedGroup">The group that disparate impact compares all others with; null: none.</param>
    /// <param name="level">Confidence level of the intervals, inside (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not inside (0, 1).</exception>
    public FairnessReport Report(string? privilegedGroup = null, double level = 0.95) => FairnessFigures.Of(this, privilegedGroup, level);

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(OverflowPredictions);
        writer.Varint(OverflowLabels);
        writer.Varint(_groups.Count);
        foreach (var (name, counters) in _groups)
        {
            writer.Text(name);
            writer.Varint(counters.Predictions);
            writer.Varint(counters.Selected);
            var labelled = counters.Labelled.Encode();
            writer.Varint(labelled.Length);
            writer.Bytes(labelled);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static FairnessCounters Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Fairness counters");
        reader.Header(Magic, Version);
        var counters = new FairnessCounters
        {
            OverflowPredictions = reader.Count("overflow predictions"),
            OverflowLabels = reader.Count("overflow labels"),
        };
        var groups = reader.Length("number of groups", 4);
        if (groups > MaxGroups)
            throw reader.Malformed($"{groups} groups are more than {MaxGroups}");
        for (var i = 0; i < groups; i++)
        {
            var name = reader.Text("group");
            var group = new GroupCounters { Predictions = reader.Count("predictions"), Selected = reader.Count("selected") };
            if (group.Selected > group.Predictions)
                throw reader.Malformed("a group has more selected than predicted");
            group.Labelled = BinaryCounters.Decode(reader.Take(reader.Length("length of labelled rows", 1)));
            if (!counters._groups.TryAdd(name, group))
                throw reader.Malformed($"group '{name}' occurs twice");
        }

        reader.End();
        return counters;
    }

    private GroupCounters? Admit(string name)
    {
        if (!_groups.TryGetValue(name, out var counters) && _groups.Count < MaxGroups)
            _groups.Add(name, counters = new());
        return counters;
    }

    private void ForgetIfEmpty(string name)
    {
        if (_groups[name] is { Predictions: 0, Labelled.Rows: 0 })
            _groups.Remove(name);
    }
}
