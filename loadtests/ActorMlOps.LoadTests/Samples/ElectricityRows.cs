using ActorMlOps.Tables;

namespace ActorMlOps.LoadTests.Samples;

/// <summary>The 45,312 half hours of the electricity market, in time order: fresh rows for every request until they begin again.</summary>
internal static class ElectricityRows
{
    private static readonly string[] Features = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];

    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "Demo", "Data", "elec2", "elec2.csv.gz");

    public static float[][] Read()
    {
        using var file = System.IO.File.OpenRead(File);
        var table = CsvTable.Read(file);
        var columns = Features.Select(f => table[f].ToDoubles()).ToArray();
        return [.. Enumerable.Range(0, table.Rows).Select(r => columns.Select(c => (float)c[r]).ToArray())];
    }
}
