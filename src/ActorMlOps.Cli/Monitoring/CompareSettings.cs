using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using ActorMlOps.Compare;
using ActorMlOps.Compare.Settings;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Monitoring;

/// <summary>Two files, and how to compare them.</summary>
internal sealed class CompareSettings : CommandSettings
{
    [CommandArgument(0, "<reference>")]
    [Description("What was: .csv or .parquet, each also .gz; the header names the columns.")]
    public required string Reference { get; init; }

    [CommandArgument(1, "<current>")]
    [Description("What is, with the same columns in any order.")]
    public required string Current { get; init; }

    [CommandOption("--html <FILE>")]
    [Description("Writes the report as one page that needs nothing else.")]
    public string? Html { get; init; }

    [CommandOption("--json <FILE>")]
    [Description("Writes the report as JSON; - is standard output, in place of the table.")]
    public string? Json { get; init; }

    [CommandOption("--ignore <COLUMNS>")]
    [Description("Columns to leave out, with commas between them; they may be in one file only.")]
    public string[] Ignore { get; init; } = [];

    [CommandOption("--columns <COLUMNS>")]
    [Description("Compares only these as features.")]
    public string[] Columns { get; init; } = [];

    [CommandOption("--label <COLUMN>")]
    [Description("The truth: reported apart from the features.")]
    public string? Label { get; init; }

    [CommandOption("--prediction <COLUMNS>")]
    [Description("What a model said: reported apart from the features.")]
    public string[] Prediction { get; init; } = [];

    [CommandOption("--categorical <COLUMNS>")]
    [Description("Numbers that are codes: compared by value.")]
    public string[] Categorical { get; init; } = [];

    [CommandOption("--numeric <COLUMNS>")]
    [Description("Columns of numbers, whatever else they hold; that counts as NaN.")]
    public string[] Numeric { get; init; } = [];

    [CommandOption("--mode <MODE>")]
    [Description("Whose choice of tests and thresholds: default, evidently, nannyml.")]
    public string? Mode { get; init; }

    [CommandOption("--method <METHODS>")]
    [Description("Tests: psi, ks, chi2, js, js-e, hellinger, kl, wasserstein, wasserstein-normalized, cvm, ad, mwu; of whole rows "
        + "pca-reconstruction, domain-classifier. Default: psi and ks for numbers, psi and chi2 for categories, both of whole rows.")]
    public string[] Method { get; init; } = [];

    [CommandOption("--threshold <METHOD=VALUE>")]
    [Description("A threshold of your own, such as psi=0.2; may be given again.")]
    public string[] Threshold { get; init; } = [];

    [CommandOption("--correction <NAME>")]
    [Description("Of p-values for how many were looked at: benjaminiHochberg (default), benjaminiYekutieli, holm, bonferroni, none.")]
    public string? Correction { get; init; }

    [CommandOption("--alpha <LEVEL>")]
    [Description("Significance level; default 0.05.")]
    public double? Alpha { get; init; }

    [CommandOption("--dataset-share <SHARE>")]
    [Description("Share of drifted features from which the data set has drifted; default 0.5, and always that with --mode evidently. "
        + "0.000001: any.")]
    public double? DatasetShare { get; init; }

    [CommandOption("--no-multivariate")]
    [Description("Leaves out the tests of whole rows.")]
    public bool NoMultivariate { get; init; }

    [CommandOption("--config <FILE>")]
    [Description("A version's config (JSON): its features, reference and drift are used, the rest has no effect; the options here go first.")]
    public string? Config { get; init; }

    /// <exception cref="ComparisonException">An option or the config can't be read; the message names it.</exception>
    public ComparisonOptions ToOptions()
    {
        var config = Config is null ? new() : ReadConfig(Config);
        var drift = (config.Drift ?? new()) with { };
        drift = drift with
        {
            Methods = Method.Length > 0 ? Split(Method) : drift.Methods,
            // Who asks for certain tests wants them of every column.
            Features = Method.Length > 0 ? null : drift.Features,
            Mode = Mode ?? drift.Mode,
            Correction = Correction ?? drift.Correction,
            Alpha = Alpha ?? drift.Alpha,
            Thresholds = Threshold.Length > 0 ? Split(Threshold).Select(Pair).ToDictionary() : drift.Thresholds,
            DatasetShare = DatasetShare ?? drift.DatasetShare,
        };
        var options = (config with { Drift = drift }).ToOptions();
        var kinds = options.Kinds.ToDictionary();
        foreach (var name in Split(Categorical))
            kinds[name] = DriftNames.Kinds["categorical"];
        foreach (var name in Split(Numeric))
            kinds[name] = DriftNames.Kinds["numeric"];
        return options with
        {
            Features = Columns.Length > 0 ? Split(Columns) : options.Features,
            Ignore = [.. options.Ignore, .. Split(Ignore)],
            Label = Label ?? options.Label,
            Predictions = Prediction.Length > 0 ? Split(Prediction) : options.Predictions,
            Kinds = kinds,
            Multivariate = NoMultivariate ? [] : options.Multivariate,
        };
    }

    private static ComparisonConfig ReadConfig(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ComparisonConfigJson.Default.ComparisonConfig)
                ?? throw new ComparisonException($"{path}: the config must be a JSON object, not null.");
        }
        catch (JsonException e)
        {
            throw new ComparisonException($"{path}: {e.Message}");
        }
    }

    private static string[] Split(string[] lists) =>
        [.. lists.SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    private static KeyValuePair<string, double> Pair(string text) =>
        text.Split('=') is [{ Length: > 0 } method, var value]
        && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
            ? new(method, threshold)
            : throw new ComparisonException($"--threshold: '{text}' is not METHOD=VALUE, such as psi=0.2.");
}
