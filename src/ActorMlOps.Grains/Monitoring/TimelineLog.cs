using System.Globalization;
using ActorMlOps.Grains.Storage;
using Orleans.Storage;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// The deliveries to a timeline since its newest segment was stored: one row each, so that a delivery is durable for the price of its own
/// bytes. The rows are a ring: entry n lies in row n modulo <see cref="Rows"/>, so none is ever deleted. Of two owners that take themselves
/// for the only one, the second to write an entry finds the row changed, as their entries have the same numbers.
/// </summary>
internal sealed class TimelineLog<T>(RowStore rows, string table, string key)
{
    /// <summary>Entries at most between two writes of a segment: those are what a new owner counts again.</summary>
    public const int Rows = 32;

    /// <summary>As last read or written, without their values.</summary>
    private Row<TimelineEntry<T>>[] _rows = [];

    /// <summary>Number of the next entry.</summary>
    public long Next { get; private set; }

    /// <summary>Reads the entries from a number on, in their order.</summary>
    /// <exception cref="InconsistentStateException">Another owner writes at the same time.</exception>
    public async Task<List<TimelineEntry<T>>> LoadAsync(long first)
    {
        var read = await Task.WhenAll(Enumerable.Range(0, Rows).Select(r => rows.ReadAsync<TimelineEntry<T>>(table, KeyOf(r))));
        var entries = read.Select(r => r.Value).OfType<TimelineEntry<T>>().Where(e => e.Number >= first).OrderBy(e => e.Number).ToList();
        if (entries.Where((e, i) => e.Number != first + i).Any())
            throw new InconsistentStateException($"{table} {key}: the log goes on behind the segment; another owner writes both.");
        _rows = Array.ConvertAll(read, Released);
        Next = first + entries.Count;
        return entries;
    }

    /// <summary>Makes an entry durable. When it throws, the outcome is unknown: load again before going on.</summary>
    public async Task WriteAsync(TimelineEntry<T> entry)
    {
        var row = (int)(entry.Number % Rows);
        _rows[row] = Released(await rows.WriteAsync(table, KeyOf(row), _rows[row], entry));
        Next = entry.Number + 1;
    }

    private static Row<TimelineEntry<T>> Released(Row<TimelineEntry<T>> row) => new(null, row.ETag);

    private string KeyOf(int row) => string.Create(CultureInfo.InvariantCulture, $"{key}/log/{row}");
}
