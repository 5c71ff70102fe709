using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorMlOps.Api.Monitoring;

namespace ActorMlOps.Api.Hosting;

/// <summary>Where in a document the serializer stopped, in words.</summary>
/// <param name="Path">Such as <c>features[0].kind</c>; empty: the document itself.</param>
/// <param name="Siblings">Names of the fields of the object that holds it.</param>
/// <param name="Expected">What its value must be.</param>
internal readonly record struct JsonPlace(string Path, string Siblings, string Expected)
{
    /// <param name="path">The serializer's: <c>$.features[0].kind</c>.</param>
    public static JsonPlace Find(JsonTypeInfo root, string? path)
    {
        var text = (path ?? "$").TrimStart('$').TrimStart('.');
        JsonTypeInfo? current = root;
        var holder = root;
        foreach (var step in text.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            holder = current ?? holder;
            var type = step.EndsWith(']')
                ? current?.Type.GetElementType()
                : current?.Properties.FirstOrDefault(p => p.Name == step)?.PropertyType;
            current = type is null ? null : root.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        }
        return new(text, string.Join(", ", holder.Properties.Select(p => p.Name)), current is null ? "something else" : Describe(current));
    }

    private static string Describe(JsonTypeInfo type)
    {
        if (type.Type.IsEnum)
            return $"one of {string.Join(", ", Enum.GetValuesAsUnderlyingType(type.Type).Cast<object>().Select(v => Name(type, v)))}";
        if (type.Type == typeof(string))
            return "a text";
        if (type.Type == typeof(TimeSpan))
            return $"a duration, such as {Times.DurationExample}";
        if (type.Type == typeof(bool))
            return "true or false";
        if (type.Type == typeof(int) || type.Type == typeof(long))
            return "a whole number";
        if (type.Type == typeof(double))
            return "a number";
        return type.Type.IsArray ? "a list" : "an object";
    }

    private static string Name(JsonTypeInfo type, object value) =>
        JsonSerializer.Serialize(Enum.ToObject(type.Type, value), type).Trim('"');
}
