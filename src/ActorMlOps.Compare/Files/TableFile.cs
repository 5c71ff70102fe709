using System.IO.Compression;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Files;

/// <summary>
/// A table that is read from its start as often as needed: CSV or Parquet, each also gzip, told apart by their first bytes. Memory does
/// not grow with it; Parquet in gzip is inflated to a temporary file, as it is read from its end.
/// </summary>
/// <param name="name">What messages call it.</param>
/// <param name="stream">Must seek; stays open.</param>
/// <param name="maxTextBytes">Bytes that may be read, after inflating.</param>
public sealed class TableFile(string name, Stream stream, long maxTextBytes = long.MaxValue) : IAsyncDisposable
{
    private const int BufferBytes = 128 << 10;

    private TableFormat? _format;
    private FileStream? _inflated;

    /// <summary>What messages call it.</summary>
    public string Name => name;

    /// <summary>Reads from the start.</summary>
    /// <exception cref="TableFormatException">No table.</exception>
    internal async Task<TableReader> OpenAsync(CancellationToken cancellationToken)
    {
        _format ??= await DetectAsync(cancellationToken).ConfigureAwait(false);
        var body = _inflated ?? stream;
        body.Position = 0;
        return await TableReader.OpenAsync(body, _format.Value, maxTextBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inflated?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<TableFormat> DetectAsync(CancellationToken cancellationToken)
    {
        stream.Position = 0;
        var start = await StartAsync(stream, cancellationToken).ConfigureAwait(false);
        if (start is [0x1F, 0x8B, ..])
            return await InflateAsync(cancellationToken).ConfigureAwait(false) ? TableFormat.Parquet : TableFormat.Csv;
        if (start is [(byte)'{', ..])
            throw new TableFormatException("This is JSON. Give CSV (plain or gzip) or Parquet.");
        return IsParquet(start) ? TableFormat.Parquet : TableFormat.Csv;
    }

    // True: it is Parquet, and inflated. What is wrong with the gzip of a text its reader says.
    private async Task<bool> InflateAsync(CancellationToken cancellationToken)
    {
        try
        {
            stream.Position = 0;
            await using var text = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            var start = await StartAsync(text, cancellationToken).ConfigureAwait(false);
            if (!IsParquet(start))
                return false;
            _inflated = Temporary();
            await _inflated.WriteAsync(start, cancellationToken).ConfigureAwait(false);
            var buffer = new byte[BufferBytes];
            for (var read = 1; read > 0;)
            {
                read = await text.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                await _inflated.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                if (_inflated.Length > maxTextBytes)
                    throw new TableFormatException($"The file inflates to more than {maxTextBytes} bytes. Split it.");
            }

            return true;
        }
        catch (InvalidDataException e)
        {
            return _inflated is null
                ? false
                : throw new TableFormatException("The gzip data is damaged. Compress it again.", innerException: e);
        }
    }

    private static FileStream Temporary()
    {
        var path = Path.Combine(Path.GetTempPath(), $"actormlops-{Guid.NewGuid():N}.parquet");
        return new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        });
    }

    private static async Task<byte[]> StartAsync(Stream from, CancellationToken cancellationToken)
    {
        var start = new byte[4];
        var length = await from.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return start[..length];
    }

    private static bool IsParquet(byte[] start) => start is [(byte)'P', (byte)'A', (byte)'R', (byte)'1'];
}
