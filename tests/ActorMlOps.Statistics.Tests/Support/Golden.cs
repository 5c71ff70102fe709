using System.Globalization;
using System.Text.Json;

namespace ActorMlOps.Statistics.Tests.Support;

/// <summary>Reads golden cases; regenerates generated samples and checks them against the file's own check values.</summary>
internal static class Golden
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", file);

    public static IReadOnlyList<JsonElement> Cases(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
        return [.. document.RootElement.GetProperty("cases").Clone().EnumerateArray()];
    }

    public static string Name(this JsonElement golden) => golden.GetProperty("name").GetString()!;

    public static double? Number(this JsonElement golden, string name) => Number(golden.GetProperty(name));

    public static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(item => Number(item)!.Value)];

    public static Dictionary<string, long> Counts(this JsonElement counts) =>
        counts.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetInt64(), StringComparer.Ordinal);

    public static double[] Sample(this JsonElement side)
    {
        if (side.TryGetProperty("values", out var values))
            return values.Numbers();
        var sample = SampleGenerator.Generate(side.GetProperty("generated"));
        var check = side.GetProperty("check");
        // ln may differ in the last bit between platforms; everything else is exact.
        foreach (var (want, got) in check.GetProperty("first5").Numbers().Append(check.GetProperty("last").GetDouble()).Zip([.. sample[..5], sample[^1]]))
            Close("generated sample", want, got, relative: 4e-16);
        return sample;
    }

    /// <summary>Equal to 1e-10 relative; null means undefined on both sides.</summary>
    public static void Close(string what, double? expected, double? actual, double relative = 1e-10, double floor = 1e-15)
    {
        Assert.True(expected.HasValue == actual.HasValue, $"{what}: expected {expected?.ToString("R") ?? "null"}, got {actual?.ToString("R") ?? "null"}");
        if (expected is not { } e || actual is not { } a)
            return;
        Assert.True(Math.Abs(e - a) <= Math.Max(floor, relative * Math.Abs(e)), string.Create(CultureInfo.InvariantCulture, $"{what}: expected {e:R}, got {a:R}"));
    }

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => double.Parse(
            value.GetString()!.Replace("Infinity", "∞", StringComparison.Ordinal), CultureInfo.InvariantCulture.WithInfinitySymbol()),
        _ => value.GetDouble(),
    };

    private static NumberFormatInfo WithInfinitySymbol(this CultureInfo culture)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        (format.PositiveInfinitySymbol, format.NegativeInfinitySymbol) = ("∞", "-∞");
        return format;
    }
}
