using System.IO.Compression;
using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Tables;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>A reference table with e-detectors on its columns, to be fed with rows of another table.</summary>
internal sealed class WatchedTable
{
    private readonly string[] _numeric;
    private readonly DetectorCells[] _cells;

    public WatchedTable(Table reference, string[] columns, string[] numeric, int[] rows)
    {
        (Columns, _numeric) = (columns, numeric);
        Profile = new([.. columns.Select(c => ProfileOf(reference[c], rows))], rows.Length);
        _cells = [.. Profile.Columns.Select(DetectorCells.Of)];
    }

    public string[] Columns { get; }

    public ReferenceProfile Profile { get; }

    public static Table Read(params string[] path)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine([AppContext.BaseDirectory, .. path])), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        bytes.Position = 0;
        return CsvTable.Read(bytes);
    }

    /// <summary>At its start, with one false alarm expected in so many days.</summary>
    public DriftWatch Watch(double days, DesignEffect? effect = null) => new(
        new("reference", Math.Max(1, days), DetectorsConfig.DefaultTolerance),
        default,
        DriftWatch.NoHop,
        [.. _cells.Select(c => Watched.Start([.. c.Reference], new()
        {
            Threshold = Math.Max(1, days),
            Tolerance = DetectorsConfig.DefaultTolerance,
            Detectors = _cells.Length,
            DesignEffect = effect ?? DesignEffect.Unmeasured,
        }))]);

    /// <summary>Rows of a table as a step that counts as so many seconds.</summary>
    public DetectorStep Step(Table table, ReadOnlySpan<int> rows, long from, long seconds)
    {
        var window = new WindowCounters(Profile);
        for (var c = 0; c < Columns.Length; c++)
        {
            var column = table[Columns[c]];
            foreach (var row in rows)
            {
                if (!IsNumeric(c))
                    window.Columns[c].AddCategory(column[row]);
                else if (column[row] is null)
                    window.Columns[c].AddMissing();
                else
                    window.Columns[c].Add(Files.Number(column, row));
            }
        }
        window.AddRows(rows.Length);
        var counts = Array.ConvertAll(_cells, c => new long[c.Count]);
        for (var c = 0; c < counts.Length; c++)
            _cells[c].Add(window.Columns[c], counts[c]);
        return new(new(from, from + seconds, seconds), rows.Length, counts);
    }

    /// <summary>Feeds the rows in their order in steps; alarms are held, as nobody acknowledges them.</summary>
    /// <returns>The watch at the end, and by column the row behind the step at which it alarmed.</returns>
    public (DriftWatch Watch, Dictionary<string, int> Alarms) Feed(DriftWatch watch, Table table, int[] rows, int size, long seconds)
    {
        var alarms = new Dictionary<string, int>();
        for (var at = 0; at < rows.Length; at += size)
        {
            var end = Math.Min(rows.Length, at + size);
            watch = watch.Observe(Step(table, rows.AsSpan(at, end - at), at / size * seconds, seconds), 1.0 / Columns.Length, default, at);
            for (var c = 0; c < Columns.Length; c++)
            {
                if (watch.Columns[c].Detector.Held)
                    alarms.TryAdd(Columns[c], end);
            }
        }
        return (watch, alarms);
    }

    private bool IsNumeric(int column) => Array.IndexOf(_numeric, Columns[column]) >= 0;

    private ColumnProfile ProfileOf(TextColumn column, int[] range) =>
        Array.IndexOf(_numeric, column.Name) < 0
            ? ColumnProfile.Categorical(column.Name, [.. range.Select(r => column[r])])
            : ColumnProfile.Numeric(
                column.Name,
                [.. range.Select(r => column[r] is null ? 0 : Files.Number(column, r))],
                [.. range.Select(r => column[r] is null)]);
}
