using ActorMlOps.Grains.Monitoring.Receipts;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Hosting;

/// <summary>
/// Keys of receipts: in the configuration or in a file, not in both. A key is a line, the time from which it seals and 32 bytes as base64:
/// <c>2026-01-31T12:00:00Z AAAA...=</c>. The newest whose time has come seals, all open. All silos of a cluster must have the same.
/// </summary>
public sealed class ReceiptOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "ActorMlOps:Receipts";

    private const long MaxFileBytes = 64 * 1024;

    /// <summary>The keys themselves, at most 64. Default: none.</summary>
    public IList<string> Keys { get; } = [];

    /// <summary>A file with a key a line; empty lines and those that begin with <c>#</c> are passed over. Default: none.</summary>
    public string? KeysFile { get; set; }

    /// <summary>Everything that is wrong, by key; secrets are not shown.</summary>
    public IReadOnlyList<string> Errors()
    {
        if (Keys.Count > 0 && !string.IsNullOrEmpty(KeysFile))
            return [$"{SectionName}:{nameof(KeysFile)}: there are {nameof(Keys)} too; give one of them."];
        try
        {
            var lines = Lines().ToList();
            var errors = new List<string>();
            foreach (var (name, text) in lines)
            {
                if (ReceiptKey.Parse(text, out var error) is not { } key)
                    errors.Add($"{name}: {error}.");
                else
                    key.Dispose();
            }
            if (lines.Count > 64)
                errors.Add($"{SectionName}: there are {lines.Count} keys; keep at most 64, receipts older than the horizon of labels open no more.");
            if (lines.Count == 0 && !string.IsNullOrEmpty(KeysFile))
                errors.Add($"{SectionName}:{nameof(KeysFile)}: '{KeysFile}' holds no key; add a line {ReceiptKey.Example}.");
            if (errors.Count == 0)
                new ReceiptKeys(lines.Select(l => ReceiptKey.Parse(l.Text, out _)!)).Dispose();
            return errors;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"{SectionName}:{nameof(KeysFile)}: '{KeysFile}' cannot be read: {e.Message}"];
        }
        catch (ReceiptKeysException e)
        {
            return [$"{SectionName}: {e.Message}"];
        }
    }

    /// <summary>Keys as texts, and where each is from.</summary>
    internal IEnumerable<(string Name, string Text)> Lines()
    {
        if (string.IsNullOrEmpty(KeysFile))
            return Keys.Select((text, i) => ($"{SectionName}:{nameof(Keys)}:{i}", text));
        if (new FileInfo(KeysFile) is { Exists: true, Length: > MaxFileBytes } file)
            throw new IOException($"it has {file.Length} bytes, more than {MaxFileBytes}.");
        return File.ReadAllLines(KeysFile)
            .Select((text, i) => ($"{KeysFile}, line {i + 1}", text.Trim()))
            .Where(l => l.Item2.Length > 0 && !l.Item2.StartsWith('#'));
    }

    internal sealed class Validator : IValidateOptions<ReceiptOptions>
    {
        public ValidateOptionsResult Validate(string? name, ReceiptOptions options) =>
            options.Errors() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
