using System.ComponentModel;
using ActorMlOps.Cli.Hosting;
using ActorMlOps.Tables;
using Spectre.Console;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Serving;

/// <summary>Scores a file into another one; what they hold is told by their names.</summary>
internal sealed class BatchCommand : AsyncCommand<BatchCommand.Settings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var api = new Api(settings.Address);
        using var body = new StreamContent(File.OpenRead(settings.In));
        body.Headers.ContentType = new(FormatOf(settings.In)!.Value.MediaType());
        await api.StreamAsync(
            $"api/models/{Uri.EscapeDataString(settings.Model)}/batch{settings.Query}", body, FormatOf(settings.Out)!.Value.MediaType(),
            () => File.Create(settings.Out), cancellationToken);
        return 0;
    }

    private static TableFormat? FormatOf(string file)
    {
        var name = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".CSV" => TableFormat.Csv,
            ".NDJSON" or ".JSONL" => TableFormat.NdJson,
            ".PARQUET" => TableFormat.Parquet,
            _ => null,
        };
    }

    internal sealed class Settings : ApiSettings
    {
        [CommandArgument(0, "<model>")]
        public required string Model { get; init; }

        [CommandOption("--in <FILE>", isRequired: true)]
        [Description("What to score: .csv, .ndjson, .jsonl (each also .gz) or .parquet.")]
        public required string In { get; init; }

        [CommandOption("--out <FILE>", isRequired: true)]
        [Description("Where the answers go: .csv, .ndjson, .jsonl or .parquet.")]
        public required string Out { get; init; }

        [CommandOption("--version <VERSION>")]
        [Description("Scores all rows; default: the traffic split chooses.")]
        public string? Version { get; init; }

        [CommandOption("--id <COLUMN>")]
        [Description("Names the predictions, so that labels can follow; default: predictionId, if it is there.")]
        public string? Id { get; init; }

        [CommandOption("--unit <COLUMN>")]
        [Description("Who a row is about: the same unit gets the same version; default: unitId, if it is there.")]
        public string? Unit { get; init; }

        [CommandOption("--echo <COLUMNS>")]
        [Description("Columns to copy, with commas between them.")]
        public string? Echo { get; init; }

        public string Query
        {
            get
            {
                (string Key, string? Value)[] all = [("version", Version), ("id", Id), ("unit", Unit), ("echo", Echo)];
                return "?" + string.Join('&', all.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
            }
        }

        public override ValidationResult Validate()
        {
            if (FormatOf(In) is null)
                return ValidationResult.Error($"--in: '{In}' must end in .csv, .ndjson, .jsonl (each also .gz) or .parquet.");
            if (FormatOf(Out) is null || Out.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                return ValidationResult.Error($"--out: '{Out}' must end in .csv, .ndjson, .jsonl or .parquet.");
            return base.Validate();
        }
    }
}
