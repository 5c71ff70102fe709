using System.Globalization;

namespace ActorMlOps.LoadTests;

/// <param name="Json">File for the figures; null: none.</param>
internal sealed record LoadOptions(TimeSpan Duration, int Outstanding, string? Json)
{
    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions(TimeSpan.FromSeconds(10), 64, null);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            options = args[i] switch
            {
                "--seconds" => options with { Duration = TimeSpan.FromSeconds(double.Parse(args[i + 1], CultureInfo.InvariantCulture)) },
                "--outstanding" => options with { Outstanding = int.Parse(args[i + 1], CultureInfo.InvariantCulture) },
                "--json" => options with { Json = args[i + 1] },
                _ => throw new ArgumentException($"There is no option '{args[i]}'."),
            };
        }
        return options;
    }
}
