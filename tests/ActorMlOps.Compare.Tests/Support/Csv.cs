using System.Globalization;
using System.IO.Compression;
using System.Text;
using ActorMlOps.Compare.Files;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Tests.Support;

/// <summary>Golden tables cut into files, and the comparison of such files.</summary>
internal static class Csv
{
    /// <summary>A golden table, by column; an empty text is missing.</summary>
    public static Dictionary<string, string?[]> Columns(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", file));
        return CsvTable.Read(stream).Columns.ToDictionary(column => column.Name, column => column.ToTexts());
    }

    public static IReadOnlyList<Dictionary<string, string?>> Rows(string file)
    {
        var columns = Columns(file);
        return [.. Enumerable.Range(0, columns.Values.First().Length).Select(row => columns.ToDictionary(column => column.Key, column => column.Value[row]))];
    }

    /// <summary>Rows of columns as the bytes of a CSV file.</summary>
    public static byte[] Write(IReadOnlyDictionary<string, string?[]> columns, IEnumerable<int> rows)
    {
        int[] wanted = [.. rows];
        var table = new Table([.. columns.Select(column => TextColumn.From(column.Key, wanted.Select(row => column.Value[row])))]);
        var file = new MemoryStream();
        table.ToCsv(file);
        return file.ToArray();
    }

    public static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static Task<Comparison> CompareAsync(string reference, string current, ComparisonOptions? options = null) =>
        CompareAsync(Encoding.UTF8.GetBytes(reference), Encoding.UTF8.GetBytes(current), options);

    public static async Task<Comparison> CompareAsync(byte[] reference, byte[] current, ComparisonOptions? options = null)
    {
        await using var left = new TableFile("reference.csv", new MemoryStream(reference));
        await using var right = new TableFile("current.csv", new MemoryStream(current));
        return await FileComparer.CompareAsync(left, right, options);
    }

    public static HashSet<string> Drifted(this Comparison comparison) => [.. comparison.Features.Where(c => c.Drift.Drifted).Select(c => c.Column.Name)];

    /// <summary>Columns that a test of their own names.</summary>
    public static HashSet<string> DriftedBy(this Comparison comparison, params string[] methods) =>
        [.. comparison.Features.Where(c => c.Drift.Results.Any(r => r.Drifted && methods.Contains(r.Method))).Select(c => c.Column.Name)];

    public static ColumnComparison Column(this Comparison comparison, string name) => comparison.Columns.Single(c => c.Column.Name == name);

    public static double Number(string? text) => double.Parse(text!, CultureInfo.InvariantCulture);
}
