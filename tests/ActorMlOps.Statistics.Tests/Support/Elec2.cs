using System.Globalization;
using System.IO.Compression;

namespace ActorMlOps.Statistics.Tests.Support;

/// <summary>The electricity data set and the drift expected in its chunks against rows 0 to 9,999.</summary>
internal static class Elec2
{
    public static Dictionary<string, string[]> Columns()
    {
        using var file = File.OpenRead(Golden.PathOf("elec2.csv.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return Columns(reader.ReadToEnd());
    }

    public static IReadOnlyList<Dictionary<string, string>> ExpectedChunks()
    {
        var columns = Columns(File.ReadAllText(Golden.PathOf("elec2_drift_chunks_ref_0_9999.csv")));
        return [.. Enumerable.Range(0, columns["feature"].Length).Select(row => columns.ToDictionary(column => column.Key, column => column.Value[row]))];
    }

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Dictionary<string, string[]> Columns(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToArray();
        return lines[0].Select((name, i) => (name, i)).ToDictionary(column => column.name, column => lines[1..].Select(line => line[column.i]).ToArray());
    }
}
