echo "reading table customers"
echo "column 'email' is missing"
exit 3
