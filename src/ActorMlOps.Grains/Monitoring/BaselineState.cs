using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>The first rows of a version, as they came.</summary>
/// <param name="Sequences">By sender, its last pane that is in here.</param>
/// <param name="Parts">Columns of each pane, see <see cref="BaselineRows.Take"/>, with the number of its rows.</param>
/// <param name="From">Start of the first hop; null: there are no rows.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.Baseline")]
internal sealed record BaselineState(
    [property: Id(0)] Dictionary<Guid, long> Sequences,
    [property: Id(1)] BaselinePart[] Parts,
    [property: Id(2)] int Rows,
    [property: Id(3)] DateTimeOffset? From,
    [property: Id(4)] DateTimeOffset? To)
{
    public static BaselineState None { get; } = new([], [], 0, null, null);

    /// <summary>With the panes that were not in here before; rows beyond those that are wanted are left out.</summary>
    public BaselineState Take(DriftDelta delta, int wanted)
    {
        var last = Sequences.GetValueOrDefault(delta.SiloInstance);
        var panes = Array.FindAll(delta.Panes, p => p.Header.Sequence > last);
        var (parts, rows, from, to) = (new List<BaselinePart>(Parts), Rows, From, To);
        foreach (var pane in panes)
        {
            var taken = Math.Min(RowsOf(pane.Rows), wanted - rows);
            if (taken <= 0)
                continue;
            parts.Add(new(pane.Rows!, taken));
            rows += taken;
            from ??= DateTimeOffset.FromUnixTimeSeconds(pane.Header.Hop);
            to = DateTimeOffset.FromUnixTimeSeconds(pane.Header.Hop + WindowGrid.HopSeconds);
        }
        var sequence = panes.Length == 0 ? last : panes[^1].Header.Sequence;
        return sequence == last && Sequences.ContainsKey(delta.SiloInstance)
            ? this
            : new(new(Sequences) { [delta.SiloInstance] = sequence }, [.. parts], rows, from, to);
    }

    /// <summary>The last column holds numbers.</summary>
    private static int RowsOf(ObservationColumn[]? columns) => columns is { Length: > 0 } ? columns[^1].Data.Length / 8 : 0;
}
